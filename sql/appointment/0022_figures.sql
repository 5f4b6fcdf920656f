-- What a clinic is told of itself: how much was booked on a day and how far ahead, what takes place on a day, what was cancelled by whom,
-- how long requests waited for approval. Kept up with each change of an appointment, whoever makes it, so that no figure reads the table.

-- The day on the wall of a zone; of one that PostgreSQL does not know, UTC's.
CREATE FUNCTION local_day(at timestamptz, zone text) RETURNS date
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF zone = 'UTC' THEN
        RETURN (at AT TIME ZONE 'UTC')::date;
    END IF;
    RETURN (at AT TIME ZONE zone)::date;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN (at AT TIME ZONE 'UTC')::date;
END
$$;

-- From 100 on rounded down to two digits that count, so that there are few different ones: 12,345 is 12,000. Nought for less.
CREATE FUNCTION two_digits(n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN n < 0 THEN 0 WHEN n < 100 THEN n WHEN n < 1000 THEN n / 10 * 10 WHEN n < 10000 THEN n / 100 * 100
        WHEN n < 100000 THEN n / 1000 * 1000 WHEN n < 1000000 THEN n / 10000 * 10000 ELSE n / 100000 * 100000
    END
$$;

-- What one appointment adds to the figures of its doctor. `kind`: visits by their date, with the state and for cancelled ones who it was;
-- booked by the day of the booking, with the days from then to the visit.
CREATE FUNCTION figures_of(
    date date, status text, cancelled_by text, starts_at timestamptz, ends_at timestamptz, created_at timestamptz, booked_on date
) RETURNS TABLE (kind text, day date, bucket text, minutes bigint)
    LANGUAGE sql STABLE
AS $$
    VALUES ('visits', date, status || coalesce(' ' || cancelled_by, ''),
            (date_part('epoch', ends_at) - date_part('epoch', starts_at))::bigint / 60),
           ('booked', booked_on, two_digits(floor((date_part('epoch', starts_at) - date_part('epoch', created_at)) / 86400)::bigint)::text,
            0::bigint)
$$;

-- The minutes that a request had waited when a step of its history approved it: since it was made, or came back to be one. Null: it is
-- not told.
CREATE FUNCTION approval_minutes(appointment uuid, step bigint, approved timestamptz) RETURNS bigint
    LANGUAGE sql STABLE
AS $$
    SELECT two_digits(floor((date_part('epoch', approved) - date_part('epoch', max(h.at))) / 60)::bigint)
    FROM appointment_history h
    WHERE h.appointment_id = appointment AND h.version < step AND h.to_status = 'PENDING' AND h.from_status IS DISTINCT FROM 'PENDING'
    HAVING max(h.at) IS NOT NULL
$$;

-- The sums: of each doctor, and under the id of nought of all together. They are right together with `figure_changes`; a change only adds
-- rows there, so that those of one day do not wait for each other, and a sweep moves them here.
CREATE TABLE figure_sums (
    doctor_id  uuid   NOT NULL,
    kind       text   NOT NULL,
    day        date   NOT NULL,
    bucket     text   NOT NULL,
    number     bigint NOT NULL,
    -- Of visits, how long they take together.
    minutes    bigint NOT NULL,

    PRIMARY KEY (doctor_id, kind, day, bucket),
    CONSTRAINT figure_sums_kind_known CHECK (kind IN ('visits', 'booked', 'approved'))
);

CREATE TABLE figure_changes (
    doctor_id  uuid   NOT NULL,
    kind       text   NOT NULL,
    day        date   NOT NULL,
    bucket     text   NOT NULL,
    number     bigint NOT NULL,
    minutes    bigint NOT NULL
);

-- Rows come and go all the time: clean up early.
ALTER TABLE figure_changes SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- As in 0019, with the figures in the place of the days' sums.
CREATE OR REPLACE FUNCTION note_booked() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    WITH figures AS (
        INSERT INTO figure_changes (doctor_id, kind, day, bucket, number, minutes)
        SELECT a.doctor_id, f.kind, f.day, f.bucket, 1, f.minutes
        FROM added a, LATERAL figures_of(a.date, a.status, a.cancelled_by, a.starts_at, a.ends_at, a.created_at, local_day(a.created_at, a.time_zone)) f
    )
    INSERT INTO list_versions AS known (user_id, version)
    SELECT DISTINCT person, 1 FROM added, LATERAL (VALUES (patient_id), (doctor_id)) AS v (person) ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION note_changed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    WITH moves AS (
        SELECT a.*, 1 AS one FROM added a
        UNION ALL
        SELECT a.*, -1 FROM removed a
    ), figures AS (
        INSERT INTO figure_changes (doctor_id, kind, day, bucket, number, minutes)
        SELECT a.doctor_id, f.kind, f.day, f.bucket, sum(one), sum(one * f.minutes)
        FROM moves a, LATERAL figures_of(a.date, a.status, a.cancelled_by, a.starts_at, a.ends_at, a.created_at, local_day(a.created_at, a.time_zone)) f
        GROUP BY a.doctor_id, f.kind, f.day, f.bucket HAVING sum(one) <> 0 OR sum(one * f.minutes) <> 0
    )
    INSERT INTO list_versions AS known (user_id, version)
    SELECT DISTINCT person, 1 FROM moves, LATERAL (VALUES (patient_id), (doctor_id)) AS v (person) ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION note_removed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    WITH figures AS (
        INSERT INTO figure_changes (doctor_id, kind, day, bucket, number, minutes)
        SELECT a.doctor_id, f.kind, f.day, f.bucket, -1, -f.minutes
        FROM removed a, LATERAL figures_of(a.date, a.status, a.cancelled_by, a.starts_at, a.ends_at, a.created_at, local_day(a.created_at, a.time_zone)) f
    )
    INSERT INTO list_versions AS known (user_id, version)
    SELECT DISTINCT person, 1 FROM removed, LATERAL (VALUES (patient_id), (doctor_id)) AS v (person) ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

-- Approvals are told by the history, which only grows until its appointment goes. By days of UTC, for a step has no zone.
CREATE FUNCTION note_approved() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO figure_changes (doctor_id, kind, day, bucket, number, minutes)
    SELECT a.doctor_id, 'approved', (NEW.at AT TIME ZONE 'UTC')::date, waited::text, 1, 0
    FROM appointments a, approval_minutes(NEW.appointment_id, NEW.version, NEW.at) AS waited
    WHERE a.id = NEW.appointment_id AND waited IS NOT NULL;
    RETURN NULL;
END
$$;

CREATE TRIGGER appointment_history_approved AFTER INSERT ON appointment_history FOR EACH ROW
    WHEN (NEW.from_status = 'PENDING' AND NEW.to_status = 'APPROVED') EXECUTE FUNCTION note_approved();

-- Before its history goes with it.
CREATE FUNCTION note_forgotten() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO figure_changes (doctor_id, kind, day, bucket, number, minutes)
    SELECT OLD.doctor_id, 'approved', (h.at AT TIME ZONE 'UTC')::date, waited::text, -1, 0
    FROM appointment_history h, approval_minutes(h.appointment_id, h.version, h.at) AS waited
    WHERE h.appointment_id = OLD.id AND h.from_status = 'PENDING' AND h.to_status = 'APPROVED' AND waited IS NOT NULL;
    RETURN OLD;
END
$$;

CREATE TRIGGER appointments_forgotten BEFORE DELETE ON appointments FOR EACH ROW EXECUTE FUNCTION note_forgotten();
