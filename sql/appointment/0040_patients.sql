-- Who is treated: a record of each patient, with an account or without one. `patient_id` everywhere is the record's id; that of an account's
-- record is the account's. The name of an account's record is auth's; a record without an account belongs to the desk.

-- A text as it is compared: without case and accents. The same as in sql/auth/0010_search_by_need.sql.
CREATE FUNCTION folded(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT lower(replace(replace(replace(replace(replace(translate(
        regexp_replace(normalize($1, NFD), '[\u0300-\u036f\u0640\u064b-\u065f\u0670]', '', 'g'),
        'ØøŁłĐđıĦħ', 'oollddihh'), 'ß', 'ss'), 'ẞ', 'ss'), 'Æ', 'ae'), 'æ', 'ae'), 'œ', 'oe'))
$$;

-- The words of a name as it is compared with another one: folded, each once, in an order of their own, and where people write ae for ä as if
-- they had not. Parted at punctuation, as words are for the search.
CREATE FUNCTION name_key(text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT ARRAY(
        SELECT DISTINCT word COLLATE "C"
        FROM regexp_split_to_table(
            replace(replace(replace(translate(folded($1),
                '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '), 'ae', 'a'), 'oe', 'o'), 'ue', 'u'),
            '\s+') AS w (word)
        WHERE word <> ''
        ORDER BY 1)
$$;

-- Whether two such keys are likely one person's: the same words, or all words of the one among the other's and at least two of them.
CREATE FUNCTION names_alike(a text[], b text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT a = b OR (a <@ b OR b <@ a) AND least(cardinality(a), cardinality(b)) >= 2
$$;

-- A name that is known as one text only, as auth's feed and appointments have it: the last word is taken for the last name. Search and
-- duplicates ask for all words together and do not depend on it.
CREATE FUNCTION record_name(name text, OUT first_name text, OUT last_name text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(substring(name FROM '^\s*(\S.*?)\s+\S+\s*$'), ''), coalesce(substring(name FROM '(\S+)\s*$'), '')
$$;

-- FHIR's administrative gender.
CREATE DOMAIN patient_sex AS text
    CONSTRAINT patient_sex_known CHECK (VALUE IN ('FEMALE', 'MALE', 'OTHER', 'UNKNOWN'));
-- E.164: a plus sign and up to 15 digits.
CREATE DOMAIN phone_number AS text
    CONSTRAINT phone_number_international CHECK (VALUE ~ '^\+[1-9][0-9]{6,14}$');
-- ISO 3166-1 alpha-2.
CREATE DOMAIN country_code AS text
    CONSTRAINT country_code_of_two_letters CHECK (VALUE ~ '^[A-Z]{2}$');

CREATE TABLE patients (
    id             uuid         PRIMARY KEY,
    -- The account that is this patient's; null without one.
    user_id        uuid         CONSTRAINT patients_one_an_account UNIQUE,
    first_name     varchar(201) NOT NULL,
    last_name      varchar(201) NOT NULL,
    birth_date     date,
    sex            patient_sex,
    phone          phone_number,
    -- In lower case.
    email          varchar(254),
    -- A tag (BCP 47).
    language       varchar(35),
    street         varchar(200),
    city           varchar(100),
    postal_code    varchar(20),
    country        country_code,
    -- Who made a record that no booking has made.
    registered_by  uuid,
    -- Grows by one with every change; the ETag.
    version        bigint       NOT NULL DEFAULT 1,
    -- The record that this one has become part of.
    merged_into    uuid         REFERENCES patients (id),
    created_at     timestamptz  NOT NULL DEFAULT now(),
    updated_at     timestamptz  NOT NULL DEFAULT now(),
    -- What a record is found by, as in sql/auth/0010_search_by_need.sql.
    words          tsvector     NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', translate(folded(first_name || ' ' || last_name),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '))
    ) STORED,
    name_key       text[]       NOT NULL GENERATED ALWAYS AS (name_key(first_name || ' ' || last_name)) STORED
);

-- Numbers by which others know a patient: an insurance's, another system's. No two patients have the same.
CREATE TABLE patient_identifiers (
    patient_id  uuid         NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
    system      varchar(255) NOT NULL,
    value       varchar(255) NOT NULL,

    CONSTRAINT patient_identifiers_once PRIMARY KEY (system, value)
);

-- Everybody who has ever booked, in one statement over the index of patients: the names are those in their appointments, which
-- follow auth's feed, and fresher in `people` where a change has not come everywhere yet. Nobody is asked. With 200,000 patients and two
-- million appointments it is one walk or sort and one write; the indexes are made after it, and no trigger stands in its way.
INSERT INTO patients (id, user_id, first_name, last_name)
SELECT patient_id, patient_id, (record_name(name)).first_name, (record_name(name)).last_name
FROM (
    SELECT a.patient_id, coalesce(p.name, a.patient_name) AS name
    FROM (SELECT DISTINCT ON (patient_id) patient_id, patient_name FROM appointments ORDER BY patient_id, starts_at DESC, id DESC) a
    LEFT JOIN people p ON p.id = a.patient_id
) known;

-- What has become part of another record is in no list.
CREATE INDEX patients_by_name ON patients (last_name, first_name, id) WHERE merged_into IS NULL;
-- Without a list of what is still to be sorted in: each search would read it, and a long one has PostgreSQL read the table instead.
CREATE INDEX patients_by_words ON patients USING gin (words) WITH (fastupdate = off) WHERE merged_into IS NULL;
CREATE INDEX patients_by_birth_date ON patients (birth_date, last_name, first_name, id) WHERE merged_into IS NULL;
CREATE INDEX patients_by_phone ON patients (phone) WHERE phone IS NOT NULL;
CREATE INDEX patients_by_email ON patients (email) WHERE email IS NOT NULL;
CREATE INDEX patients_by_registrar ON patients (registered_by) WHERE registered_by IS NOT NULL;
CREATE INDEX patients_merged ON patients (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX patient_identifiers_of_patient ON patient_identifiers (patient_id);
ANALYZE patients;

-- As before (0013), and who books for the first time gets a record: in the statement of the booking, and undone with it. Here and not as a part
-- of that statement, because everybody else's bookings would pay for a part that writes nothing, 18 % of PostgreSQL's instructions for a booking;
-- this way it is one look into an index, and 1 %. A replica of yesterday makes records, too.
CREATE OR REPLACE FUNCTION claim_time(
    visit uuid, doctor uuid, patient uuid, of_zone text, by_digest text, even_moving boolean, starts timestamptz, ends timestamptz,
    doctor_free timestamptz, INOUT doctor_name text, INOUT patient_name text
)
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    is_settled  boolean;
    has_unmoved boolean;
    has_record  boolean;
    taken       unmoved_appointments;
BEGIN
    -- An expression, which PL/pgSQL computes without a statement.
    IF pg_advisory_xact_lock_shared(hashtextextended(of_zone, 3)) IS NULL THEN
        RAISE EXCEPTION 'the zone has no lock';
    END IF;
    SELECT EXISTS (SELECT FROM zone_rules z WHERE z.zone = of_zone AND z.digest = by_digest AND (even_moving OR NOT z.is_moving)),
           EXISTS (SELECT FROM unmoved_appointments),
           EXISTS (SELECT FROM patients r WHERE r.id = patient),
           coalesce((SELECT p.name FROM people p WHERE p.id = doctor), doctor_name),
           coalesce((SELECT p.name FROM people p WHERE p.id = patient), patient_name)
    INTO is_settled, has_unmoved, has_record, doctor_name, patient_name;
    IF NOT is_settled THEN
        RAISE EXCEPTION 'the rules of the time zone are not settled' USING ERRCODE = 'CZ001';
    END IF;
    -- A move may name nobody.
    IF NOT has_record AND patient_name IS NOT NULL THEN
        INSERT INTO patients (id, user_id, first_name, last_name)
        SELECT patient, patient, n.first_name, n.last_name FROM record_name(patient_name) n
        ON CONFLICT DO NOTHING;
    END IF;
    IF NOT has_unmoved THEN
        RETURN;
    END IF;
    SELECT u.* INTO taken
    FROM unmoved_appointments u JOIN appointments a ON a.id = u.appointment_id
    WHERE (u.doctor_id = doctor AND u.starts_at < doctor_free AND starts < u.doctor_free_at
           OR u.patient_id = patient AND u.starts_at < ends AND starts < u.ends_at)
      AND u.appointment_id <> visit AND a.starts_at = u.stood_at AND a.status IN ('PENDING', 'APPROVED', 'COMPLETED')
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the time belongs to a visit that could not be moved to it'
            USING ERRCODE = 'exclusion_violation',
                CONSTRAINT = CASE WHEN taken.doctor_id = doctor THEN 'appointments_doctor_is_free' ELSE 'appointments_patient_is_free' END;
    END IF;
END
$$;
