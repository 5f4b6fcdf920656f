-- A second factor: codes of an authenticator app, and recovery codes in their place.

-- Whether an account has a confirmed app or a passkey. Kept with the factors, under the account's lock: who opens a session locks the
-- account too, and so sees a factor that came first.
ALTER TABLE users ADD COLUMN second_factor boolean NOT NULL DEFAULT false;

CREATE TABLE totp_factors (
    user_id       uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- AES-256-GCM under MFA_KEY; what it belongs to is the user's id.
    secret        bytea       NOT NULL,
    created_at    timestamptz NOT NULL,
    -- Null until a code has shown that the app has the secret; it counts from then on.
    confirmed_at  timestamptz,
    -- The last thirty seconds a code was taken of: none is taken twice.
    last_step     bigint      NOT NULL DEFAULT 0,
    -- Codes tried since the last right one; with the fifth the factor waits.
    failures      integer     NOT NULL DEFAULT 0,
    waits_until   timestamptz
);

-- Each stands in once. 125 random bits: a plain SHA-256 hides them.
CREATE TABLE recovery_codes (
    digest      bytea       PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  timestamptz NOT NULL,

    CONSTRAINT recovery_codes_digest_length CHECK (octet_length(digest) = 32)
);
CREATE INDEX recovery_codes_of_user ON recovery_codes (user_id);

-- Somebody who has shown a password, or comes from a provider, and has yet to show a second factor.
CREATE TABLE pending_sign_ins (
    -- SHA-256 of the token the client has, and of the cookie that says it is the same browser.
    digest           bytea       PRIMARY KEY,
    cookie_digest    bytea       NOT NULL,
    user_id          uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the password's hash: another password voids the attempt. Null for an account without one.
    password_digest  bytea,
    -- What has been shown so far, in the words of `amr`.
    amr              varchar(64) NOT NULL,
    expires_at       timestamptz NOT NULL
);
CREATE INDEX pending_sign_ins_of_user ON pending_sign_ins (user_id);
CREATE INDEX pending_sign_ins_by_end ON pending_sign_ins (expires_at);

-- How, and when last, the owner of a session has shown who they are.
ALTER TABLE sessions
    ADD COLUMN amr varchar(64) NOT NULL DEFAULT 'pwd',
    ADD COLUMN authenticated_at timestamptz NOT NULL DEFAULT now();
UPDATE sessions SET authenticated_at = created_at;

-- The service has the list of reasons.
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_reason_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_reason_known CHECK (revoked_reason ~ '^[a-z_]{1,40}$');
