-- What a revocation has to outlive, exactly: the last access token given out in the session.

ALTER TABLE sessions ADD COLUMN access_ends_at timestamptz;
-- Longer than any access token of an earlier version can have lived.
UPDATE sessions SET access_ends_at = last_seen_at + interval '1 day';
ALTER TABLE sessions ALTER COLUMN access_ends_at SET NOT NULL;

COMMENT ON COLUMN sessions.access_ends_at IS 'exp of the access token that lives longest; never moves back.';

-- What daemons must remember: what was revoked and has tokens alive.
DROP INDEX sessions_recently_revoked;
CREATE INDEX sessions_revoked ON sessions (access_ends_at) WHERE revoked_at IS NOT NULL;
