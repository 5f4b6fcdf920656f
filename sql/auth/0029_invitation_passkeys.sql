-- Invitations that are accepted with a passkey in the place of a password, and how long closed ones stay.

-- What a browser is asked to sign when it makes the passkey of an account that is yet to be: 32 random bytes, taken away by the first
-- answer, right or wrong.
CREATE TABLE invitation_challenges (
    challenge      bytea       PRIMARY KEY,
    invitation_id  uuid        NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
    -- SHA-256 of the cookie of the browser that asked.
    cookie_digest  bytea       NOT NULL,
    -- Of the account to be: authenticators keep it.
    account_id     uuid        NOT NULL,
    expires_at     timestamptz NOT NULL,

    CONSTRAINT invitation_challenges_digest_length CHECK (octet_length(cookie_digest) = 32)
);
CREATE INDEX invitation_challenges_of_invitation ON invitation_challenges (invitation_id);
CREATE INDEX invitation_challenges_by_end ON invitation_challenges (expires_at);

-- Since when each is closed, or will be.
CREATE INDEX invitations_by_end ON invitations (coalesce(accepted_at, revoked_at, expires_at));
