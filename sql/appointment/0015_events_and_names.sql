-- What readers of an appointment can see changing although its version stays, and what events say of it.

ALTER TABLE appointments
    -- How often a name in it has changed; with the version it is the entity tag, and SEQUENCE in calendars.
    ADD COLUMN renames bigint NOT NULL DEFAULT 0;

-- By the table and not by a statement: whoever changes a name, a replica of yesterday too, changes what readers hold.
CREATE FUNCTION appointment_renamed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.renames := OLD.renames + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER appointments_renamed BEFORE UPDATE OF patient_name, doctor_name ON appointments FOR EACH ROW
    WHEN (OLD.patient_name <> NEW.patient_name OR OLD.doctor_name <> NEW.doctor_name)
    EXECUTE FUNCTION appointment_renamed();

-- The value of an event about the appointment `a` as it now stands: the one place in SQL that spells AppointmentEvent (Contracts).
-- Instants are RFC 3339 in UTC. Beside the function of six parameters, which replicas of yesterday still call.
CREATE FUNCTION appointment_event(
    event_type text, a appointments, actor_id uuid, actor_role text, previous_date date, previous_time time, previous_time_zone text,
    lead_minutes bigint
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT json_build_object(
        'type', event_type,
        'appointmentId', a.id,
        'version', a.version,
        'sequence', a.version - 1 + a.renames,
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
        'updatedAt', to_char(a.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'previousDate', to_char(previous_date, 'YYYY-MM-DD'),
        'previousTime', to_char(previous_time, 'HH24:MI'),
        'previousTimeZone', previous_time_zone,
        'leadMinutes', lead_minutes
    )::text
$$;

CREATE OR REPLACE FUNCTION appointment_event(
    event_type text, a appointments, actor_id uuid, actor_role text, previous_date date DEFAULT NULL, previous_time time DEFAULT NULL
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT appointment_event(event_type, a, actor_id, actor_role, previous_date, previous_time, NULL, NULL)
$$;
