-- What is agreed on is a time on the wall. When the rules of a zone change, the visits to come are moved to what their wall times mean by
-- the new ones; until all are, a booking respects both where a visit stands and where it belongs.

-- By which rules the visits of a zone stand.
CREATE TABLE zone_rules (
    zone       text    COLLATE "C" PRIMARY KEY,
    -- Of the time zone data the rules come from: `2025b`, '0' when they do not say, '' before any were known. Later ones are greater;
    -- a process with older data books nothing in a zone whose rules differ from its own.
    release    text    COLLATE "C" NOT NULL,
    -- Two rules are the same exactly when these are.
    digest     text    NOT NULL,
    -- Some visits may still stand where older rules have put them.
    is_moving  boolean NOT NULL
);

-- Visits that others keep from where they belong. They keep their old place too, until one of the two is moved or cancelled.
CREATE TABLE unmoved_appointments (
    appointment_id  uuid        PRIMARY KEY REFERENCES appointments (id) ON DELETE CASCADE,
    doctor_id       uuid        NOT NULL,
    patient_id      uuid        NOT NULL,
    -- Where it stood when this was found; a visit that stands elsewhere now is none of these any more.
    stood_at        timestamptz NOT NULL,
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    doctor_free_at  timestamptz NOT NULL,
    found_at        timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX unmoved_of_doctor ON unmoved_appointments (doctor_id);
CREATE INDEX unmoved_of_patient ON unmoved_appointments (patient_id);

-- Visits that were booked before this was written down may stand by any rules: the first process to start looks at all of them.
INSERT INTO zone_rules (zone, release, digest, is_moving)
SELECT DISTINCT time_zone, '', '', true FROM appointments
WHERE starts_at > now() - interval '1 day' AND status IN ('PENDING', 'APPROVED', 'COMPLETED');

-- UTC never changes; its digest is that of an offset of nought for ever.
INSERT INTO zone_rules (zone, release, digest, is_moving) VALUES ('UTC', '0', 'a8c7f832281a39c5', false)
ON CONFLICT (zone) DO UPDATE SET release = EXCLUDED.release, digest = EXCLUDED.digest, is_moving = false;

-- From now on visits in the zone are booked by these rules, unless they are older than the ones that are known. Waits for the bookings
-- that are under way: afterwards none is committed by other rules.
CREATE FUNCTION adopt_zone_rules(of_zone text, its_release text, its_digest text) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(of_zone, 3));
    INSERT INTO zone_rules AS known (zone, release, digest, is_moving) VALUES (of_zone, its_release, its_digest, false)
    ON CONFLICT (zone) DO UPDATE
    SET release = EXCLUDED.release, digest = EXCLUDED.digest, is_moving = known.is_moving OR known.digest <> EXCLUDED.digest
    WHERE known.release < EXCLUDED.release;
END
$$;

-- Called by whatever puts a visit somewhere, after its turn has come and before it inserts. Raises CZ001 when the visits of the zone stand
-- by other rules than the caller's, or (unless `even_moving`) may do so; and what the constraint would when the place belongs to a visit
-- that could not be moved there. Answers the two names to book it under (see known_name): a single statement reads all, since it runs with
-- every booking. Volatile, so that it sees what was committed while the caller waited for its turn and the zone's.
CREATE FUNCTION claim_time(
    visit uuid, doctor uuid, patient uuid, of_zone text, by_digest text, even_moving boolean, starts timestamptz, ends timestamptz,
    doctor_free timestamptz, INOUT doctor_name text, INOUT patient_name text
)
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    is_settled  boolean;
    has_unmoved boolean;
    taken       unmoved_appointments;
BEGIN
    -- An expression, which PL/pgSQL computes without a statement.
    IF pg_advisory_xact_lock_shared(hashtextextended(of_zone, 3)) IS NULL THEN
        RAISE EXCEPTION 'the zone has no lock';
    END IF;
    SELECT EXISTS (SELECT FROM zone_rules z WHERE z.zone = of_zone AND z.digest = by_digest AND (even_moving OR NOT z.is_moving)),
           EXISTS (SELECT FROM unmoved_appointments),
           coalesce((SELECT p.name FROM people p WHERE p.id = doctor), doctor_name),
           coalesce((SELECT p.name FROM people p WHERE p.id = patient), patient_name)
    INTO is_settled, has_unmoved, doctor_name, patient_name;
    IF NOT is_settled THEN
        RAISE EXCEPTION 'the rules of the time zone are not settled' USING ERRCODE = 'CZ001';
    END IF;
    IF NOT has_unmoved THEN
        RETURN;
    END IF;
    SELECT u.* INTO taken
    FROM unmoved_appointments u JOIN appointments a ON a.id = u.appointment_id
    WHERE (u.doctor_id = doctor AND u.starts_at < doctor_free AND starts < u.doctor_free_at
           OR u.patient_id = patient AND u.starts_at < ends AND starts < u.ends_at)
      AND u.appointment_id <> visit AND a.starts_at = u.stood_at AND a.status IN ('PENDING', 'APPROVED', 'COMPLETED')
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the time belongs to a visit that could not be moved to it'
            USING ERRCODE = 'exclusion_violation',
                CONSTRAINT = CASE WHEN taken.doctor_id = doctor THEN 'appointments_doctor_is_free' ELSE 'appointments_patient_is_free' END;
    END IF;
END
$$;
