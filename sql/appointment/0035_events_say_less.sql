-- Events lie with the broker for days: the reason for a visit is in them only where e-mails are to carry it (EMAIL_INCLUDE_REASON), and the
-- notes, which nobody reads from them, never. Their members stay, and are null.
CREATE FUNCTION appointment_event(
    event_type text, a appointments, actor_id uuid, actor_role text, previous_date date, previous_time time, previous_time_zone text,
    lead_minutes bigint, with_reason boolean
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
        'reason', CASE WHEN with_reason THEN a.reason END,
        'actor', json_build_object('id', actor_id, 'role', actor_role),
        'cancelledBy', a.cancelled_by,
        'cancellationReason', a.cancellation_reason,
        'rejectionReason', a.rejection_reason,
        'notes', NULL,
        'updatedAt', to_char(a.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'previousDate', to_char(previous_date, 'YYYY-MM-DD'),
        'previousTime', to_char(previous_time, 'HH24:MI'),
        'previousTimeZone', previous_time_zone,
        'leadMinutes', lead_minutes
    )::text
$$;

-- What replicas of yesterday call tells no reason either.
CREATE OR REPLACE FUNCTION appointment_event(
    event_type text, a appointments, actor_id uuid, actor_role text, previous_date date, previous_time time, previous_time_zone text,
    lead_minutes bigint
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT appointment_event(event_type, a, actor_id, actor_role, previous_date, previous_time, previous_time_zone, lead_minutes, false)
$$;

CREATE OR REPLACE FUNCTION appointment_event(
    event_type text, a appointments, actor_id uuid, actor_role text, previous_date date DEFAULT NULL, previous_time time DEFAULT NULL
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT appointment_event(event_type, a, actor_id, actor_role, previous_date, previous_time, NULL, NULL, false)
$$;
