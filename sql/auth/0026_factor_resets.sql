-- Second factors that an admin has asked to take away: they go at due_at, unless their owner stops it.
CREATE TABLE factor_resets (
    user_id         uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- The admin.
    asked_by        uuid        NOT NULL,
    -- How they knew who asked, and why; the service has the lists.
    identity_check  varchar(20) NOT NULL,
    reason          varchar(20) NOT NULL,
    asked_at        timestamptz NOT NULL,
    due_at          timestamptz NOT NULL
);
CREATE INDEX factor_resets_by_time ON factor_resets (due_at);
