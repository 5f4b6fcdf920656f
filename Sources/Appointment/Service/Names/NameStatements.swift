import Postgres

/// The SQL of names.
enum NameStatements {
    /// Takes the turns of these people as a booking does, in the same order: a booking either has committed under the old name before
    /// this, and `rename` finds it, or reads the new one. A row without a role is from before roles were kept.
    /// $1 ids · $2 names · $3 versions · $4 roles · $5 active flags · $6 since when
    static let learn = Statement(
        "names_learn",
        """
        WITH changed AS (
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::timestamptz[])
                AS c (id, name, version, role, active, since)
        ), turn AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(key) FROM (SELECT uuid_hash_extended(id, 1) AS key FROM changed ORDER BY key) AS k
        )
        INSERT INTO people (id, name, version, role, active, since)
        SELECT c.id, c.name, c.version, c.role, c.active, c.since FROM changed c WHERE (SELECT count(*) FROM turn) > 0
        ON CONFLICT (id) DO UPDATE
        SET name = EXCLUDED.name, version = EXCLUDED.version, role = EXCLUDED.role, active = EXCLUDED.active, since = EXCLUDED.since
        WHERE people.version < EXCLUDED.version OR (people.version = EXCLUDED.version AND people.role IS NULL)
        """)

    /// Not a change of the appointment: its version stays. $1 people · $2 limit for each role
    static let rename = Statement(
        "names_rename",
        """
        WITH stale AS (
            (SELECT a.id FROM people p JOIN appointments a ON a.patient_id = p.id
             WHERE p.id = ANY($1::uuid[]) AND a.patient_name <> p.name LIMIT $2::bigint)
            UNION
            (SELECT a.id FROM people p JOIN appointments a ON a.doctor_id = p.id
             WHERE p.id = ANY($1::uuid[]) AND a.doctor_name <> p.name LIMIT $2::bigint)
        )
        UPDATE appointments
        SET patient_name = known_name(patient_id, patient_name), doctor_name = known_name(doctor_id, doctor_name)
        WHERE id IN (SELECT id FROM stale)
        """)

    /// The records of these people's accounts, which have at most one each. By itself and after `learn`, like `rename`, so that it sees the
    /// record of a booking that `learn` has waited for. $1 people
    static let renameRecords = Statement(
        "names_rename_records",
        """
        UPDATE patients r
        SET first_name = (record_name(p.name)).first_name, last_name = (record_name(p.name)).last_name, version = r.version + 1,
            updated_at = now()
        FROM people p
        WHERE r.user_id = ANY($1::uuid[]) AND p.id = r.user_id
          AND (r.first_name, r.last_name) <> ((record_name(p.name)).first_name, (record_name(p.name)).last_name)
        """)
}
