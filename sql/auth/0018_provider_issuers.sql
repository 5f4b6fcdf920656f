-- Several providers: a subject means something to its issuer alone, so accounts are known by both. What users.google_id holds was the
-- subject at whatever provider GOOGLE_ISSUER named, which SQL does not know: the daemon moves it at the first sign-in through that one.
CREATE TABLE provider_links (
    issuer     varchar(500) NOT NULL,
    subject    varchar(255) NOT NULL,
    user_id    uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz  NOT NULL,
    PRIMARY KEY (issuer, subject),
    -- One account has one subject at an issuer: another with the same address is somebody else.
    CONSTRAINT provider_links_once UNIQUE (user_id, issuer)
);

-- An account may have a link and no password; a CHECK cannot see the other table.
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_can_sign_in;
