-- The records that are likely of the patient who is about to be registered as `own`, in the order of their ids; at most 20.
--
-- Two who register the same patient at once would both find nobody: so who shares a birth date, a telephone number or an address with another
-- registration first waits for its end, in the order of the keys, and looks afterwards. Volatile, so that it sees what was committed meanwhile.
-- The lock is not held for reading, and nobody waits who could not be a duplicate.
CREATE FUNCTION likely_patients(own uuid, its_name text, its_birth_date date, its_phone text, its_email text) RETURNS uuid[]
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    its_key text[] := name_key(its_name);
BEGIN
    PERFORM pg_advisory_xact_lock(key)
    FROM (
        SELECT hashtextextended(word, 40) AS key
        FROM unnest(ARRAY['birth ' || its_birth_date, 'phone ' || its_phone, 'mail ' || its_email]) AS k (word)
        WHERE word IS NOT NULL ORDER BY key
    ) AS keys;
    RETURN ARRAY(
        SELECT id FROM (
            SELECT p.id FROM patients p
            WHERE p.birth_date = its_birth_date AND p.merged_into IS NULL AND names_alike(p.name_key, its_key)
            UNION
            SELECT p.id FROM patients p WHERE p.phone = its_phone AND p.merged_into IS NULL
            UNION
            SELECT p.id FROM patients p WHERE p.email = its_email AND p.merged_into IS NULL
        ) alike
        WHERE id <> own ORDER BY id LIMIT 20);
END
$$;
