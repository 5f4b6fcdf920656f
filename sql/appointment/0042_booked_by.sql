-- The clinic books for its patients, too.

ALTER TABLE appointments
    -- Who has booked it for the patient, and as what; null: the patient.
    ADD COLUMN booked_by uuid,
    ADD COLUMN booked_by_role actor_role,
    -- Whether the patient's record had an account then: without one there is no inbox.
    ADD COLUMN patient_has_account boolean NOT NULL DEFAULT true;

-- As before (0035), and who has booked it, if not the patient. One expression, so that PostgreSQL puts it in the place of the call.
CREATE OR REPLACE FUNCTION appointment_event(
    event_type text, a appointments, actor_id uuid, actor_role text, previous_date date, previous_time time, previous_time_zone text,
    lead_minutes bigint, with_reason boolean
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT left(json_build_object(
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
    )::text, -1) || CASE WHEN a.booked_by IS NULL THEN '}' ELSE
        ', "bookedBy" : ' || json_build_object('id', a.booked_by, 'role', a.booked_by_role)::text
        || CASE WHEN a.patient_has_account THEN '}' ELSE ', "patientHasAccount" : false}' END
    END
$$;
