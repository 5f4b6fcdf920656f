-- What somebody may do is asked of him as he is now: beside names, roles and active flags are kept as auth tells them. No row: he is
-- what he registered as. Null: not read again since this migration, which has everything read anew.
ALTER TABLE people
    ADD COLUMN role   text CONSTRAINT people_role_known CHECK (role IN ('PATIENT', 'DOCTOR', 'ADMIN')),
    ADD COLUMN active boolean,
    -- What was handed out to him before is void (auth's users.standing_since).
    ADD COLUMN since  timestamptz;

UPDATE people_feed SET position = 0;

-- Answers to repeated requests: those that hand out a token are not kept any more, and those that are belong to a role.
DELETE FROM idempotency_keys WHERE route = 'POST /api/appointments/calendar-token';
UPDATE idempotency_keys SET route = 'PATIENT POST /api/appointments' WHERE route = 'POST /api/appointments';
