-- Links to a new password: several of one account live, since anybody may ask for one. A stranger's must not void the owner's.
DROP INDEX mail_links_one;
-- One of each other kind lives. Not of those that take a change of address back: a thief of an account must not void them by changing it
-- once more.
CREATE UNIQUE INDEX mail_links_one ON mail_links (user_id, purpose) WHERE purpose NOT IN ('address_changed', 'recovery');
