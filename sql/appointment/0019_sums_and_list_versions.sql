-- What is kept up with each change of an appointment, whoever makes it: the sums of the days, and the versions of people's lists. A
-- statement's changes are noted together when it ends, whatever rows it touched; a rolled back one has noted nothing.

-- How many appointments a day has in each state, by the dates on the wall: the rows here and those of `day_changes` together. A change
-- only adds rows to `day_changes`, so that those of one day do not wait for each other; a sweep moves them here.
CREATE TABLE day_sums (
    date    date               NOT NULL,
    status  appointment_status NOT NULL,
    number  bigint             NOT NULL,

    PRIMARY KEY (date, status)
);

CREATE TABLE day_changes (
    date    date               NOT NULL,
    status  appointment_status NOT NULL,
    number  bigint             NOT NULL
);

-- Rows come and go all the time: clean up early.
ALTER TABLE day_changes SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

INSERT INTO day_sums (date, status, number) SELECT date, status, count(*) FROM appointments GROUP BY date, status;

-- Grows with every change of what a person's own list shows; no row is version 0. A cached page counts only while the version that it
-- was read under is still this one. Changes of the same doctor, or patient, wait here for each other, as bookings do before.
CREATE TABLE list_versions (
    user_id  uuid   PRIMARY KEY,
    version  bigint NOT NULL
);

-- A row is updated with every change: leave room for the new version on its own page.
ALTER TABLE list_versions SET (fillfactor = 50);

-- One statement each, since it runs with every booking. Rows of `list_versions` are locked last and in the order of the ids, so that no two
-- statements wait for each other.
CREATE FUNCTION note_booked() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    WITH day AS (
        INSERT INTO day_changes (date, status, number) SELECT date, status, 1 FROM added
    )
    INSERT INTO list_versions AS known (user_id, version)
    SELECT DISTINCT person, 1 FROM added, LATERAL (VALUES (patient_id), (doctor_id)) AS v (person) ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_changed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    WITH moves AS (
        SELECT date, status, patient_id, doctor_id, 1 AS one FROM added
        UNION ALL
        SELECT date, status, patient_id, doctor_id, -1 FROM removed
    ), day AS (
        INSERT INTO day_changes (date, status, number)
        SELECT date, status, sum(one) FROM moves GROUP BY date, status HAVING sum(one) <> 0
    )
    INSERT INTO list_versions AS known (user_id, version)
    SELECT DISTINCT person, 1 FROM moves, LATERAL (VALUES (patient_id), (doctor_id)) AS v (person) ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_removed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    WITH day AS (
        INSERT INTO day_changes (date, status, number) SELECT date, status, -1 FROM removed
    )
    INSERT INTO list_versions AS known (user_id, version)
    SELECT DISTINCT person, 1 FROM removed, LATERAL (VALUES (patient_id), (doctor_id)) AS v (person) ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET version = known.version + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER appointments_booked AFTER INSERT ON appointments
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_booked();
CREATE TRIGGER appointments_changed AFTER UPDATE ON appointments
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_changed();
CREATE TRIGGER appointments_removed AFTER DELETE ON appointments
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION note_removed();
