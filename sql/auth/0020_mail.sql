-- Mail about accounts: on its way, and the links in it.

-- What is to be written to whom. The text is made when it is about to leave, links too, so that none of them ever stands here.
CREATE TABLE emails (
    -- The Message-ID is made of it, and its link's token, under a key.
    id             uuid         PRIMARY KEY,
    number         bigint       GENERATED ALWAYS AS IDENTITY,
    -- The service has the list.
    kind           varchar(40)  NOT NULL,
    -- Null: somebody has named an address, which may be nobody's.
    user_id        uuid         REFERENCES users (id) ON DELETE CASCADE,
    address        varchar(254) NOT NULL,
    -- In which it was asked for; an account's own choice counts more.
    language       text,
    -- SHA-256 of the cookie of the browser that asked.
    cookie_digest  bytea,
    status         varchar(50)  NOT NULL DEFAULT 'WAITING',
    attempts       integer      NOT NULL DEFAULT 0,
    due_at         timestamptz  NOT NULL DEFAULT now(),
    claimed        boolean      NOT NULL DEFAULT false,
    -- Why the last attempt failed; holds no personal data.
    error          text,
    created_at     timestamptz  NOT NULL,

    CONSTRAINT emails_kind_known CHECK (kind ~ '^[a-z_]{1,40}$'),
    CONSTRAINT emails_status_known CHECK (status IN ('WAITING', 'OVERTAKEN', 'FAILED'))
);
CREATE INDEX emails_due ON emails (due_at) WHERE status <> 'FAILED';
CREATE INDEX emails_failed ON emails (created_at) WHERE status = 'FAILED';
CREATE INDEX emails_by_address ON emails (address) WHERE status = 'WAITING';
CREATE INDEX emails_of_user ON emails (user_id);

-- What a link in a mail lets its reader do, once.
CREATE TABLE mail_links (
    -- SHA-256 of the token.
    digest           bytea        PRIMARY KEY,
    user_id          uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The kind of its mail.
    purpose          varchar(40)  NOT NULL,
    -- Where it was sent.
    address          varchar(254) NOT NULL,
    -- SHA-256 of the cookie of the browser in which it works; null: in any.
    cookie_digest    bytea,
    -- SHA-256 of the password's hash: another password voids it.
    password_digest  bytea,
    created_at       timestamptz  NOT NULL,
    expires_at       timestamptz  NOT NULL,

    CONSTRAINT mail_links_digest_length CHECK (octet_length(digest) = 32)
);
-- One of a kind lives. Not of those that take a change of address back: a thief of an account must not void them by changing it once more.
CREATE UNIQUE INDEX mail_links_one ON mail_links (user_id, purpose) WHERE purpose <> 'address_changed';
CREATE INDEX mail_links_of_user ON mail_links (user_id);
CREATE INDEX mail_links_by_end ON mail_links (expires_at);
