-- Reminders that were sent, tokens of calendar subscriptions, and what makes a retried booking the same booking.

-- One row a reminder, written in the statement that writes its event. The version is the one the appointment had; a reminder for the
-- same start is never sent twice, whatever else about the appointment changes (notes), and one that was moved is reminded of anew.
CREATE TABLE reminders (
    appointment_id  uuid        NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    -- How many minutes before the start.
    kind            integer     NOT NULL,
    version         bigint      NOT NULL,
    starts_at       timestamptz NOT NULL,
    sent_at         timestamptz NOT NULL,

    PRIMARY KEY (appointment_id, kind, version),
    CONSTRAINT reminders_once_a_start UNIQUE (appointment_id, kind, starts_at),
    CONSTRAINT reminders_kind_positive CHECK (kind > 0)
);

-- What the sweep for reminders reads.
CREATE INDEX appointments_to_come ON appointments (starts_at) WHERE status = 'APPROVED';

-- A user's calendar can be read with a token that opens nothing else; a new one replaces it.
CREATE TABLE calendar_tokens (
    user_id     uuid        PRIMARY KEY,
    role        text        NOT NULL,
    -- SHA-256
    token_hash  bytea       NOT NULL CONSTRAINT calendar_tokens_hash_key UNIQUE,
    created_at  timestamptz NOT NULL,

    CONSTRAINT calendar_tokens_role_known CHECK (role IN ('PATIENT', 'DOCTOR')),
    CONSTRAINT calendar_tokens_hash_length CHECK (octet_length(token_hash) = 32)
);

ALTER TABLE idempotency_keys
    -- The id of what the request makes. Whoever takes the key over from a dead process makes the same, so that the primary key of
    -- what is made refuses to have it twice.
    ADD COLUMN reference uuid NOT NULL,
    -- The answer's fields, one `name: value` a line.
    ADD COLUMN fields text,
    DROP COLUMN content_type;
