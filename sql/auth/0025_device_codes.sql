-- Codes in mails that make a device known. One for each browser that has asked, whether anybody has the address or not.
CREATE TABLE device_codes (
    -- SHA-256 of the cookie of the browser in which it works.
    cookie_digest  bytea        PRIMARY KEY,
    -- Under a key: eight digits are soon guessed.
    code_digest    bytea        NOT NULL,
    address        varchar(254) NOT NULL,
    attempts       integer      NOT NULL DEFAULT 0,
    used_at        timestamptz,
    expires_at     timestamptz  NOT NULL,

    CONSTRAINT device_codes_digest_lengths CHECK (octet_length(cookie_digest) = 32 AND octet_length(code_digest) = 32)
);
CREATE INDEX device_codes_by_end ON device_codes (expires_at);
