-- notification_db: everybody's inbox, the order of all that happens to it, and what has already been delivered.
--
-- Whatever happens to an inbox (a notification arrives, is read, unread, deleted) takes the next number of that inbox. The
-- number and the unread count live in one row, `inboxes`, and move in the same statement as the change, under that row's
-- lock: numbers have no gaps and become visible in order, and the badge cannot drift from the list.
--
-- Lock order, so that no two statements wait for each other: `deliveries` by (user_id, event_id), then `inboxes` by user_id,
-- then that inbox's `notifications`.

CREATE TABLE inboxes (
    user_id   uuid   PRIMARY KEY,
    -- The position of the inbox: the number of the last thing that happened to it.
    last_seq  bigint NOT NULL DEFAULT 0,
    unread    bigint NOT NULL DEFAULT 0,

    CONSTRAINT inboxes_counts CHECK (unread >= 0 AND unread <= last_seq)
);

-- The row is updated with every arrival: leave room for the new version on its own page.
ALTER TABLE inboxes SET (fillfactor = 50);

CREATE TABLE notifications (
    id          uuid         PRIMARY KEY,
    user_id     uuid         NOT NULL,
    -- The number of its arrival in the inbox.
    seq         bigint       NOT NULL,
    event_id    uuid         NOT NULL,
    -- The event's type, e.g. `appointment.created`.
    type        varchar(50)  NOT NULL,
    title       varchar(255) NOT NULL,
    message     text         NOT NULL,
    status      varchar(50)  NOT NULL DEFAULT 'SENT',
    read        boolean      NOT NULL DEFAULT false,
    metadata    jsonb        NOT NULL DEFAULT '{}',
    sent_at     timestamptz  NOT NULL DEFAULT now(),
    created_at  timestamptz  NOT NULL DEFAULT now(),

    CONSTRAINT notifications_status_known CHECK (status IN ('SENT', 'FAILED')),
    CONSTRAINT notifications_seq_positive CHECK (seq > 0),
    -- The list, newest first, by keyset.
    CONSTRAINT notifications_seq_key UNIQUE (user_id, seq)
);

CREATE INDEX notifications_unread ON notifications (user_id, seq) WHERE NOT read;
CREATE INDEX notifications_by_age ON notifications USING brin (created_at);

-- Which events have reached which inbox. Kept apart from the notifications because it outlives them: an event redelivered after
-- its notification was deleted must not bring it back.
CREATE TABLE deliveries (
    user_id          uuid        NOT NULL,
    event_id         uuid        NOT NULL,
    notification_id  uuid        NOT NULL,
    delivered_at     timestamptz NOT NULL DEFAULT now(),

    PRIMARY KEY (user_id, event_id)
);

CREATE INDEX deliveries_by_age ON deliveries USING brin (delivered_at);

-- All that happened to an inbox, one row a number: what a client that was away is told, in order.
CREATE TABLE inbox_changes (
    user_id          uuid        NOT NULL,
    seq              bigint      NOT NULL,
    kind             text        NOT NULL,
    -- Null when the change concerns the whole inbox: everything with a smaller number.
    notification_id  uuid,
    at               timestamptz NOT NULL DEFAULT now(),

    PRIMARY KEY (user_id, seq),
    CONSTRAINT inbox_changes_kind_known CHECK (kind IN ('arrived', 'read', 'unread', 'deleted', 'all-read', 'all-deleted')),
    CONSTRAINT inbox_changes_about_one_or_all CHECK ((notification_id IS NULL) = (kind IN ('all-read', 'all-deleted')))
);

CREATE INDEX inbox_changes_by_age ON inbox_changes USING brin (at);
