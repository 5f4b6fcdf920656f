-- An e-mail leaves in the order of its visit's news, and only while it is true.

ALTER TABLE emails
    -- The order in which they were written.
    ADD COLUMN number         bigint GENERATED ALWAYS AS IDENTITY,
    -- What it says, of which appointment; null in those written before this.
    ADD COLUMN type           varchar(50),
    ADD COLUMN appointment_id uuid,
    ADD COLUMN version        bigint,
    ADD COLUMN state          text,
    ADD COLUMN starts_at      timestamptz,
    -- A replica is at it, until due_at at most.
    ADD COLUMN claimed        boolean NOT NULL DEFAULT false,
    -- OVERTAKEN: newer news made it untrue before it left; it goes without being sent.
    DROP CONSTRAINT emails_status_known,
    ADD CONSTRAINT emails_status_known CHECK (status IN ('WAITING', 'OVERTAKEN', 'FAILED'));

DROP INDEX emails_due;
CREATE INDEX emails_due ON emails (due_at) WHERE status <> 'FAILED';
CREATE INDEX emails_of_visit ON emails (appointment_id, user_id, number) WHERE status <> 'FAILED';
