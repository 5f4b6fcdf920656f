-- How much notice a doctor wants, and which of two times an appointment means.

ALTER TABLE doctor_settings
    -- How many minutes before its start a time can be booked at the latest; 0 is no limit.
    ADD COLUMN minimum_notice_minutes integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT doctor_settings_notice_bounded CHECK (minimum_notice_minutes BETWEEN 0 AND 43200);

ALTER TABLE appointments
    -- The clock shows `date` and `time` twice that night; the first is meant.
    ADD COLUMN ambiguous boolean NOT NULL DEFAULT false;
