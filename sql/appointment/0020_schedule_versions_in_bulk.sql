-- A statement that changes many rows of a doctor's schedule moves its version once, not once a row: n versions of one row in one
-- transaction each look at those before them.

DROP TRIGGER doctor_settings_changed ON doctor_settings;
DROP TRIGGER doctor_hours_changed ON doctor_hours;
DROP TRIGGER time_off_changed ON time_off;

CREATE OR REPLACE FUNCTION schedule_changed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO schedule_versions AS known (doctor_id, version)
    SELECT DISTINCT doctor_id, 1 FROM changed ORDER BY doctor_id
    ON CONFLICT (doctor_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

-- The owner of a row never changes: an update's new rows name all doctors concerned.
CREATE TRIGGER doctor_settings_added AFTER INSERT ON doctor_settings
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER doctor_settings_changed AFTER UPDATE ON doctor_settings
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER doctor_settings_removed AFTER DELETE ON doctor_settings
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER doctor_hours_added AFTER INSERT ON doctor_hours
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER doctor_hours_changed AFTER UPDATE ON doctor_hours
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER doctor_hours_removed AFTER DELETE ON doctor_hours
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER time_off_added AFTER INSERT ON time_off
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER time_off_changed AFTER UPDATE ON time_off
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER time_off_removed AFTER DELETE ON time_off
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION schedule_changed();
