-- Patients are told when somebody has looked at their data who is not their doctor.

-- Who has been told of whom on which day (UTC): once. Rows of past days go.
CREATE TABLE access_notices (
    day        date NOT NULL,
    actor_id   uuid NOT NULL,
    patient_id uuid NOT NULL,

    PRIMARY KEY (day, actor_id, patient_id)
);

-- When the patient was told of a grant.
ALTER TABLE break_glass ADD COLUMN told_at timestamptz;
CREATE INDEX break_glass_untold ON break_glass (tell_at) WHERE told_at IS NULL;

-- The value of an event about access to the data of the patient of `a`, for one recipient: without what people have written.
CREATE FUNCTION access_event(
    event_type text, a appointments, actor_id uuid, actor_role text, purpose text, actor_name text, recipient uuid
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT (
        appointment_event(event_type, a, actor_id, actor_role, NULL, NULL, NULL, NULL)::jsonb
        || jsonb_build_object(
            'reason', NULL, 'notes', NULL, 'cancellationReason', NULL, 'rejectionReason', NULL,
            'purpose', purpose, 'actorName', actor_name, 'recipientId', recipient)
    )::text
$$;
