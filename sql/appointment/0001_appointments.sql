-- appointment_db: who sees whom when, the doctors' hours, and the events waiting to be published.
--
-- No slot is ever sold twice: the two exclusion constraints on `appointments` decide, no code is trusted for it.
-- Closed sets of words are text with a CHECK (why: sql/auth/0001). Times are timestamptz, ids are made by the service.

-- uuid equality inside a GiST index. A trusted extension since PostgreSQL 13: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Rivals for one slot that insert first and check then wait for each other, and PostgreSQL breaks each such deadlock only after
-- deadlock_timeout. So whatever books or moves an appointment first takes two advisory locks, the smaller key first, on
-- uuid_hash_extended(doctor_id, 1) and uuid_hash_extended(patient_id, 1). That is for speed; the constraints do not rely on it.
CREATE TABLE appointments (
    id                   uuid         PRIMARY KEY,
    patient_id           uuid         NOT NULL,
    doctor_id            uuid         NOT NULL,
    -- Names as they were when last heard; auth owns them.
    patient_name         varchar(201) NOT NULL,
    doctor_name          varchar(201) NOT NULL,
    -- What the two agreed on: a clock on the wall in the doctor's zone.
    date                 date         NOT NULL,
    time                 time(0)      NOT NULL,
    time_zone            text         NOT NULL,
    -- The same as instants, half open. Everything that compares times uses these.
    starts_at            timestamptz  NOT NULL,
    ends_at              timestamptz  NOT NULL,
    -- ends_at plus the doctor's buffer: from then on the doctor can be booked again.
    doctor_free_at       timestamptz  NOT NULL,
    status               text         NOT NULL DEFAULT 'PENDING',
    reason               text,
    notes                text,
    cancelled_by         varchar(50),
    cancellation_reason  text,
    rejection_reason     text,
    -- Grows by one with every change; the ETag, and the order of the appointment's events.
    version              bigint       NOT NULL DEFAULT 1,
    created_at           timestamptz  NOT NULL DEFAULT now(),
    updated_at           timestamptz  NOT NULL DEFAULT now(),

    CONSTRAINT appointments_status_known CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED', 'CANCELLED', 'COMPLETED')),
    CONSTRAINT appointments_two_people CHECK (patient_id <> doctor_id),
    CONSTRAINT appointments_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT appointments_buffer_after_end CHECK (doctor_free_at >= ends_at),
    CONSTRAINT appointments_whole_minute CHECK (extract(second FROM time) = 0),
    CONSTRAINT appointments_version_positive CHECK (version > 0),
    CONSTRAINT appointments_canceller_known CHECK (cancelled_by IN ('PATIENT', 'DOCTOR', 'ADMIN', 'SYSTEM')),
    CONSTRAINT appointments_cancelled_by_someone CHECK ((status = 'CANCELLED') = (cancelled_by IS NOT NULL)),
    CONSTRAINT appointments_cancellation_reason_fits CHECK (cancellation_reason IS NULL OR status = 'CANCELLED'),
    CONSTRAINT appointments_rejection_reason_fits CHECK (rejection_reason IS NULL OR status = 'REJECTED'),
    CONSTRAINT appointments_texts_bounded CHECK (
        length(reason) <= 2000 AND length(notes) <= 2000
        AND length(cancellation_reason) <= 2000 AND length(rejection_reason) <= 2000),

    CONSTRAINT appointments_doctor_is_free EXCLUDE USING gist (
        doctor_id WITH =, tstzrange(starts_at, doctor_free_at) WITH &&) WHERE (status IN ('PENDING', 'APPROVED', 'COMPLETED')),
    CONSTRAINT appointments_patient_is_free EXCLUDE USING gist (
        patient_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status IN ('PENDING', 'APPROVED', 'COMPLETED'))
);

-- "My appointments", newest first, by keyset.
CREATE INDEX appointments_of_patient ON appointments (patient_id, starts_at DESC, id DESC);
CREATE INDEX appointments_of_doctor ON appointments (doctor_id, starts_at DESC, id DESC);
-- All of them for the admin.
CREATE INDEX appointments_by_start ON appointments (starts_at DESC, id DESC);
-- The sweep for requests whose time has come without an answer.
CREATE INDEX appointments_unanswered ON appointments (starts_at) WHERE status = 'PENDING';

-- Every change ever made to an appointment: one row a version.
CREATE TABLE appointment_history (
    appointment_id  uuid        NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    version         bigint      NOT NULL,
    -- Null for the first row. Equal to to_status when something else than the state changed.
    from_status     text,
    to_status       text        NOT NULL,
    -- Null when the system acted.
    actor_id        uuid,
    actor_role      text        NOT NULL,
    -- The reason given, or where the appointment was moved from.
    context         text,
    at              timestamptz NOT NULL DEFAULT now(),

    PRIMARY KEY (appointment_id, version),
    CONSTRAINT history_from_known CHECK (from_status IN ('PENDING', 'APPROVED', 'REJECTED', 'CANCELLED', 'COMPLETED')),
    CONSTRAINT history_to_known CHECK (to_status IN ('PENDING', 'APPROVED', 'REJECTED', 'CANCELLED', 'COMPLETED')),
    CONSTRAINT history_begins_once CHECK ((version = 1) = (from_status IS NULL)),
    CONSTRAINT history_actor_known CHECK (actor_role IN ('PATIENT', 'DOCTOR', 'ADMIN', 'SYSTEM')),
    CONSTRAINT history_person_has_id CHECK ((actor_role = 'SYSTEM') = (actor_id IS NULL))
);

-- How a doctor can be booked. No row: the clinic's defaults.
CREATE TABLE doctor_settings (
    doctor_id                    uuid        PRIMARY KEY,
    -- An IANA zone name; the service checks it before it is written.
    time_zone                    text        NOT NULL,
    slot_minutes                 smallint    NOT NULL DEFAULT 30,
    buffer_minutes               smallint    NOT NULL DEFAULT 0,
    -- How many days ahead can be booked; null is no limit.
    horizon_days                 smallint,
    -- Up to how many minutes before the start the patient may cancel.
    cancellation_cutoff_minutes  integer     NOT NULL DEFAULT 0,
    version                      bigint      NOT NULL DEFAULT 1,
    updated_at                   timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT doctor_settings_slot_bounded CHECK (slot_minutes BETWEEN 5 AND 480),
    CONSTRAINT doctor_settings_buffer_bounded CHECK (buffer_minutes BETWEEN 0 AND 240),
    CONSTRAINT doctor_settings_horizon_bounded CHECK (horizon_days BETWEEN 1 AND 3650),
    CONSTRAINT doctor_settings_cutoff_bounded CHECK (cancellation_cutoff_minutes BETWEEN 0 AND 43200)
);

-- Weekly working hours in the doctor's zone; a break is the gap between two rows. No rows for a doctor: any time can be booked.
CREATE TABLE doctor_hours (
    doctor_id      uuid     NOT NULL REFERENCES doctor_settings (doctor_id) ON DELETE CASCADE,
    -- ISO 8601: Monday is 1, Sunday is 7.
    weekday        smallint NOT NULL,
    -- Minutes since midnight on the wall; closing at 1440 is midnight at the day's end.
    opens_minute   smallint NOT NULL,
    closes_minute  smallint NOT NULL,

    PRIMARY KEY (doctor_id, weekday, opens_minute),
    CONSTRAINT doctor_hours_weekday_known CHECK (weekday BETWEEN 1 AND 7),
    CONSTRAINT doctor_hours_within_a_day CHECK (0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440),
    CONSTRAINT doctor_hours_apart EXCLUDE USING gist (
        doctor_id WITH =, weekday WITH =, int4range(opens_minute, closes_minute) WITH &&)
);

-- Stretches in which a doctor cannot be booked whatever the hours say. They may overlap.
CREATE TABLE time_off (
    id          uuid        PRIMARY KEY,
    doctor_id   uuid        NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    reason      text,
    created_at  timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT time_off_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT time_off_reason_bounded CHECK (length(reason) <= 2000)
);

CREATE INDEX time_off_of_doctor ON time_off USING gist (doctor_id, tstzrange(starts_at, ends_at));

-- Events committed together with the change they tell of, until the broker has confirmed them; then the row is deleted.
-- Ids are handed out in no order across appointments, yet in order for one appointment: its changes wait for one another.
CREATE TABLE outbox (
    id           bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- ce_id
    event_id     uuid         NOT NULL CONSTRAINT outbox_event_key UNIQUE,
    -- ce_type
    type         varchar(50)  NOT NULL,
    -- The record's key and ce_subject: the appointment's id as text.
    key          text         NOT NULL,
    -- The record's value: JSON, sent as it stands here.
    payload      text         NOT NULL,
    -- W3C traceparent of the request, if it had one.
    traceparent  varchar(64),
    -- ce_time
    created_at   timestamptz  NOT NULL DEFAULT now()
);

-- Rows come and go all the time: clean up early, or the relay wades through dead ones.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What was answered to a POST with an Idempotency-Key, for 24 hours.
CREATE TABLE idempotency_keys (
    user_id       uuid        NOT NULL,
    -- Method and route template, e.g. `POST /api/appointments`.
    route         varchar(100) NOT NULL,
    key           varchar(255) NOT NULL,
    -- SHA-256 of the body: the same key with another body is refused.
    request_hash  bytea       NOT NULL,
    -- Null while the request runs; a row left so for more than 60 s belongs to a dead process and may be taken over.
    status        smallint,
    content_type  varchar(100),
    body          bytea,
    started_at    timestamptz NOT NULL DEFAULT now(),

    PRIMARY KEY (user_id, route, key),
    CONSTRAINT idempotency_keys_hash_length CHECK (octet_length(request_hash) = 32),
    CONSTRAINT idempotency_keys_no_server_error CHECK (status BETWEEN 200 AND 499),
    CONSTRAINT idempotency_keys_answer_whole CHECK ((status IS NULL) = (body IS NULL))
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (started_at);

-- The value of an event about the appointment `a` as it now stands: the one place in SQL that spells AppointmentEvent
-- (Contracts), called by every statement that changes an appointment. Instants are RFC 3339 in UTC.
CREATE FUNCTION appointment_event(
    event_type text, a appointments, actor_id uuid, actor_role text, previous_date date DEFAULT NULL, previous_time time DEFAULT NULL
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT json_build_object(
        'type', event_type,
        'appointmentId', a.id,
        'version', a.version,
        'patientId', a.patient_id,
        'doctorId', a.doctor_id,
        'patientName', a.patient_name,
        'doctorName', a.doctor_name,
        'date', to_char(a.date, 'YYYY-MM-DD'),
        'time', to_char(a.time, 'HH24:MI'),
        'startsAt', to_char(a.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'endsAt', to_char(a.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'timeZone', a.time_zone,
        'status', a.status,
        'reason', a.reason,
        'actor', json_build_object('id', actor_id, 'role', actor_role),
        'cancelledBy', a.cancelled_by,
        'cancellationReason', a.cancellation_reason,
        'rejectionReason', a.rejection_reason,
        'notes', a.notes,
        'previousDate', to_char(previous_date, 'YYYY-MM-DD'),
        'previousTime', to_char(previous_time, 'HH24:MI')
    )::text
$$;
