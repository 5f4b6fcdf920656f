-- auth_db: who may sign in, and the sessions they have.
--
-- Closed sets of words (roles, states) are text with a CHECK in all our databases, not enum types: adding a word is then an
-- ordinary ALTER inside a migration's transaction, a parameter needs no cast, and an error names the constraint.
-- Times are timestamptz. Ids are made by the services (UUID version 7).

CREATE TABLE users (
    id              uuid         PRIMARY KEY,
    -- Compared without case by being stored in lower case.
    email           varchar(255) NOT NULL CONSTRAINT users_email_key UNIQUE,
    -- A bcrypt hash ($2b$…); null for those who only sign in through a provider.
    password        varchar(255),
    first_name      varchar(100) NOT NULL,
    last_name       varchar(100) NOT NULL,
    role            text         NOT NULL,
    phone           varchar(20),
    specialization  varchar(255),
    google_id       varchar(255) CONSTRAINT users_google_id_key UNIQUE,
    email_verified  boolean      NOT NULL DEFAULT false,
    active          boolean      NOT NULL DEFAULT true,
    -- Grows with every change of the row.
    version         bigint       NOT NULL DEFAULT 1,
    created_at      timestamptz  NOT NULL DEFAULT now(),
    updated_at      timestamptz  NOT NULL DEFAULT now(),

    CONSTRAINT users_role_known CHECK (role IN ('PATIENT', 'DOCTOR', 'ADMIN')),
    CONSTRAINT users_email_lower_case CHECK (email = lower(email)),
    CONSTRAINT users_can_sign_in CHECK (password IS NOT NULL OR google_id IS NOT NULL),
    CONSTRAINT users_password_is_a_hash CHECK (password LIKE '$2b$%'),
    CONSTRAINT users_version_positive CHECK (version > 0)
);

COMMENT ON COLUMN users.specialization IS 'Only meaningful for doctors; kept when a role changes, so that the change can be undone.';

-- The directory of bookable doctors, by name.
CREATE INDEX users_doctors_by_name ON users (last_name, first_name, id) WHERE role = 'DOCTOR' AND active;
-- The admin's list, newest first, by keyset.
CREATE INDEX users_by_age ON users (created_at DESC, id DESC);

-- One sign-in on one device: the `sid` of its access tokens, and the family of its refresh tokens.
CREATE TABLE sessions (
    id             uuid        PRIMARY KEY,
    user_id        uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at     timestamptz NOT NULL DEFAULT now(),
    -- The absolute end; rotation does not move it.
    expires_at     timestamptz NOT NULL,
    last_seen_at   timestamptz NOT NULL DEFAULT now(),
    revoked_at     timestamptz,
    revoked_reason text,
    user_agent     varchar(512),
    ip             inet,

    CONSTRAINT sessions_end_after_start CHECK (expires_at > created_at),
    CONSTRAINT sessions_revoked_for_a_reason CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL)),
    CONSTRAINT sessions_revoked_reason_known CHECK (
        revoked_reason IN ('logout', 'logout_all', 'password_change', 'refresh_reuse', 'deactivated', 'role_change', 'revoked'))
);

CREATE INDEX sessions_of_user ON sessions (user_id, created_at DESC);
-- What a daemon must remember is what was revoked within the life of an access token.
CREATE INDEX sessions_recently_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
-- What may be swept.
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Every refresh token ever given out in a session, for as long as the session lasts, so that a token used again is told from
-- one that never was. A token lives while rotated_at is null; used again shortly after rotated_at (two tabs of one browser) it
-- yields a sibling, used again later it ends the session.
CREATE TABLE refresh_tokens (
    -- HMAC-SHA-256 of the token under JWT_REFRESH_SECRET; the token itself is stored nowhere.
    hash        bytea       PRIMARY KEY,
    session_id  uuid        NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at   timestamptz NOT NULL DEFAULT now(),
    rotated_at  timestamptz,

    CONSTRAINT refresh_tokens_hash_length CHECK (octet_length(hash) = 32)
);

CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);
