-- Which of a session's refresh tokens follows on which: its tokens are numbered, a token's successor has the next number, and only one
-- token of a number is ever used. So a token that is shown again, or beside one that was used in its place, is told from one that two
-- tabs had at once. Null: given out by a daemon that did not count yet.
ALTER TABLE refresh_tokens ADD COLUMN generation integer CONSTRAINT refresh_tokens_generation_positive CHECK (generation > 0);

-- The highest number that was used; whatever is not above it has had its turn.
ALTER TABLE sessions ADD COLUMN used_generation integer NOT NULL DEFAULT 0;

-- A browser that signs in while it is signed in leaves the session it was in.
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_reason_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_reason_known CHECK (
    revoked_reason IN (
        'logout', 'logout_all', 'password_change', 'refresh_reuse', 'deactivated', 'role_change', 'revoked', 'linked', 'replaced'));
