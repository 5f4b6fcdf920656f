-- Passkeys (WebAuthn): each is two factors by itself.
CREATE TABLE passkeys (
    -- The credential's id, which the authenticator has chosen: nobody else's may be the same.
    id               bytea        PRIMARY KEY,
    user_id          uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The public key as COSE.
    key              bytea        NOT NULL,
    algorithm        integer      NOT NULL,
    sign_count       bigint       NOT NULL,
    backup_eligible  boolean      NOT NULL,
    backed_up        boolean      NOT NULL,
    -- What its owner calls it.
    name             varchar(100) NOT NULL,
    created_at       timestamptz  NOT NULL,
    last_used_at     timestamptz,

    CONSTRAINT passkeys_id_length CHECK (octet_length(id) BETWEEN 1 AND 1023)
);
CREATE INDEX passkeys_of_user ON passkeys (user_id, created_at);

-- What an authenticator is asked to sign: 32 random bytes, taken away by the first answer, right or wrong.
CREATE TABLE passkey_challenges (
    challenge   bytea       PRIMARY KEY,
    -- Whose passkey is being made; null for one that is to be shown.
    user_id     uuid        REFERENCES users (id) ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX passkey_challenges_of_user ON passkey_challenges (user_id);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at);
