-- A booking may be decided by a schedule that was read earlier: its statement inserts nothing unless the schedule is still the same.

-- Grows with every change of a doctor's settings, hours or absences; no row is version 0.
CREATE TABLE schedule_versions (
    doctor_id  uuid    PRIMARY KEY,
    version    bigint  NOT NULL
);

CREATE FUNCTION schedule_changed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO schedule_versions AS known (doctor_id, version) VALUES (coalesce(NEW.doctor_id, OLD.doctor_id), 1)
    ON CONFLICT (doctor_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER doctor_settings_changed AFTER INSERT OR UPDATE OR DELETE ON doctor_settings
    FOR EACH ROW EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER doctor_hours_changed AFTER INSERT OR UPDATE OR DELETE ON doctor_hours
    FOR EACH ROW EXECUTE FUNCTION schedule_changed();
CREATE TRIGGER time_off_changed AFTER INSERT OR UPDATE OR DELETE ON time_off
    FOR EACH ROW EXECUTE FUNCTION schedule_changed();
