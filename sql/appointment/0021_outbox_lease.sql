-- Which replica's relay publishes the outbox. Its leadership is a lease: it says every second that it lives, and when it has not for
-- the length of the lease another one takes over. A session lock would not end as long as its connection stands, and that of a process
-- that is stopped, or whose network has gone dark, stands for hours.

-- A single row.
CREATE TABLE outbox_lease (
    -- Grows with each leader. What a relay reads and deletes it reads and deletes under its own fence: one that led before gets nothing.
    fence      bigint      NOT NULL DEFAULT 0,
    holder     uuid,
    -- Until then no other replica takes over, by the clock of the database.
    held_until timestamptz NOT NULL DEFAULT '-infinity',
    is_single  boolean     PRIMARY KEY DEFAULT true CONSTRAINT outbox_lease_single CHECK (is_single)
);

-- Updated every second, in place.
ALTER TABLE outbox_lease SET (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

INSERT INTO outbox_lease DEFAULT VALUES;
