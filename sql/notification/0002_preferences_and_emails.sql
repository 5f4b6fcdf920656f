-- What each user wants to be told, and how; and the e-mails on their way.

-- No row: the standard of the type, which the service knows.
CREATE TABLE preferences (
    user_id  uuid        NOT NULL,
    -- The event's type, e.g. `appointment.created`.
    type     varchar(50) NOT NULL,
    in_app   boolean     NOT NULL,
    email    boolean     NOT NULL,

    PRIMARY KEY (user_id, type)
);

-- The queue of e-mails, written in the statement that delivers the event and so once an event and user. A row goes when its e-mail has
-- been taken by the mail server; what can never be sent stays as FAILED until the retention job removes it.
CREATE TABLE emails (
    -- The notification's id; the Message-ID is made of it, so that a mail sent again is the same mail.
    id          uuid         PRIMARY KEY,
    user_id     uuid         NOT NULL,
    subject     varchar(255) NOT NULL,
    body        text         NOT NULL,
    -- An iCalendar object to attach.
    calendar    text,
    status      varchar(50)  NOT NULL DEFAULT 'WAITING',
    attempts    integer      NOT NULL DEFAULT 0,
    -- Not before: after a failure, and while a replica is at it.
    due_at      timestamptz  NOT NULL DEFAULT now(),
    -- Why the last attempt failed; holds no personal data.
    error       text,
    created_at  timestamptz  NOT NULL DEFAULT now(),

    CONSTRAINT emails_status_known CHECK (status IN ('WAITING', 'FAILED'))
);

CREATE INDEX emails_due ON emails (due_at) WHERE status = 'WAITING';
CREATE INDEX emails_failed ON emails (created_at) WHERE status = 'FAILED';
