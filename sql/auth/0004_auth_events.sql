-- What happened that matters for security, for admins to read; kept for AUTH_EVENT_RETENTION. Holds no secret: no password, no
-- token, no digest of one.
CREATE TABLE auth_events (
    id          uuid         PRIMARY KEY,
    -- A word of the service's: login, login_failed, refresh_reuse, role_changed, …
    type        varchar(64)  NOT NULL,
    at          timestamptz  NOT NULL,
    -- Whom it concerns; not a reference: it outlives the account. Null when nobody has the email.
    user_id     uuid,
    session_id  uuid,
    ip          inet,
    user_agent  varchar(512),
    detail      jsonb        NOT NULL DEFAULT '{}'
);

-- Newest first, by keyset: all, one person's, one kind's.
CREATE INDEX auth_events_by_age ON auth_events (at DESC, id DESC);
CREATE INDEX auth_events_of_user ON auth_events (user_id, at DESC, id DESC);
CREATE INDEX auth_events_of_type ON auth_events (type, at DESC, id DESC);
