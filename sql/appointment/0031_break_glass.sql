-- Who reads a patient's appointments for a while who otherwise may not, with what is written in them: a doctor another one's patient's,
-- an admin reasons and notes. docs/trust.md says how it goes.

CREATE TABLE break_glass (
    id           uuid         PRIMARY KEY,
    -- What comes later in the access log may have been done by it.
    xid          xid8         NOT NULL DEFAULT pg_current_xact_id(),
    actor_id     uuid         NOT NULL,
    actor_role   text         NOT NULL CONSTRAINT break_glass_role_known CHECK (actor_role IN ('DOCTOR', 'ADMIN')),
    actor_name   varchar(201) NOT NULL,
    patient_id   uuid         NOT NULL,
    purpose      text         NOT NULL CONSTRAINT break_glass_purpose_known CHECK (purpose IN ('BTG', 'HLEGAL', 'PATRQT')),
    reason       varchar(500) NOT NULL,
    -- By this server's clock. An early end is moved here.
    starts_at    timestamptz  NOT NULL DEFAULT now(),
    ends_at      timestamptz  NOT NULL,
    ended_early  boolean      NOT NULL DEFAULT false,
    -- From when the patient sees it.
    tell_at      timestamptz  NOT NULL,
    reviewed_by  uuid,
    reviewed_at  timestamptz,
    verdict      text         CONSTRAINT break_glass_verdict_known CHECK (verdict IN ('JUSTIFIED', 'UNJUSTIFIED')),
    note         varchar(500),

    CONSTRAINT break_glass_reviewed CHECK ((reviewed_at IS NULL) = (verdict IS NULL) AND (reviewed_at IS NULL) = (reviewed_by IS NULL)),
    CONSTRAINT break_glass_reviewed_by_another CHECK (reviewed_by <> actor_id),
    CONSTRAINT break_glass_one_at_a_time
        EXCLUDE USING gist (actor_id WITH =, patient_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
);

CREATE INDEX break_glass_of_actor ON break_glass (actor_id, patient_id, ends_at);
CREATE INDEX break_glass_by_start ON break_glass (starts_at, id);
CREATE INDEX break_glass_of_patient ON break_glass (patient_id);
CREATE INDEX break_glass_unreviewed ON break_glass (starts_at) WHERE reviewed_at IS NULL;
