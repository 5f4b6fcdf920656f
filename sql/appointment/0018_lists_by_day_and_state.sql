-- Lists that cost what they show, however many appointments there are: whatever a list is filtered by, an index has it in front of the
-- start, so that no statement reads rows in order to leave them out.

-- A state, rare or not, newest first; also what the sweeps read, whose two partial indexes it replaces. All states together are the
-- list of everything.
CREATE INDEX appointments_by_status ON appointments (status, starts_at DESC, id DESC);
DROP INDEX appointments_unanswered;
DROP INDEX appointments_to_come;
-- What is left for the order of the starts alone: the visits of a zone whose rules have changed are walked in it.
DROP INDEX appointments_by_start;
CREATE INDEX appointments_of_zone ON appointments (time_zone, starts_at, id) WHERE status IN ('PENDING', 'APPROVED', 'COMPLETED');
-- A date on the wall begins up to fifteen hours before or after that of UTC: at the ends of a stretch of days starts_at alone does not
-- tell which rows belong to it.
CREATE INDEX appointments_by_day ON appointments (date, status, starts_at DESC, id DESC);
-- The same for one doctor, whose days are short: there the date is a condition, no column.
CREATE INDEX appointments_of_doctor_by_status ON appointments (doctor_id, status, starts_at DESC, id DESC);

-- However few days there are yet, and in whatever order their rows lie: a day is found by its date, not by walking along a state.
ALTER TABLE appointments ALTER COLUMN date SET (n_distinct = 5000);
ANALYZE appointments (date);
