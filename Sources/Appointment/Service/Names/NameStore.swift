import Contracts
import Hosting
import Postgres

/// People's names in appointment_db, and how far auth's changes have been read. Each method is one statement.
struct NameStore {
    let pool: PostgresPool

    /// Appointments renamed in one statement.
    private static let batch = 500

    /// The position reached, when this replica may go on from there: nobody else holds it, or `holder` does, until 10 s from now.
    func claim(as holder: TokenID) async throws(PostgresError) -> Int64? {
        guard let row = try await pool.query(Self.claim, [.id(holder)]).first else { return nil }
        return Int64(try row.int(0))
    }

    /// False when somebody else has taken over.
    func advance(from old: Int64, to new: Int64, as holder: TokenID) async throws(PostgresError) -> Bool {
        try await pool.query(Self.advance, [.id(holder), .int(Int(old)), .int(Int(new))]).affectedRows == 1
    }

    func release(by holder: TokenID) async throws(PostgresError) { _ = try await pool.query(Self.release, [.id(holder)]) }

    /// From now on these people are booked under these names.
    func learn(_ changes: [UserChange]) async throws(PostgresError) {
        let values: [PostgresValue] = [
            .ids(changes.map(\.id)), .textArray(changes.map(\.name)), .intArray(changes.map { Int($0.version) }),
        ]
        _ = try await pool.query(Self.learn, values)
    }

    /// Gives some of these people's appointments the names last learnt; nobody's when all have them. Patient and doctor of each.
    func rename(_ people: [UserID]) async throws(PostgresError) -> [(patient: UserID, doctor: UserID)] {
        var renamed: [(patient: UserID, doctor: UserID)] = []
        for row in try await pool.query(Self.rename, [.ids(people), .int(Self.batch)]) {
            renamed.append((try row.id(0), try row.id(1)))
        }
        return renamed
    }

    // MARK: -

    /// $1 holder
    private static let claim = Statement(
        "names_claim",
        """
        UPDATE people_feed SET holder = $1::uuid, held_until = clock_timestamp() + interval '10 s'
        WHERE holder = $1::uuid OR held_until < clock_timestamp()
        RETURNING position
        """)

    /// $1 holder · $2 from · $3 to
    private static let advance = Statement(
        "names_advance",
        """
        UPDATE people_feed SET position = $3::bigint, held_until = clock_timestamp() + interval '10 s'
        WHERE holder = $1::uuid AND position = $2::bigint
        """)

    /// $1 holder
    private static let release = Statement(
        "names_release", "UPDATE people_feed SET held_until = '-infinity' WHERE holder = $1::uuid")

    /// Takes the turns of these people as a booking does, in the same order: a booking either has committed under the old name before
    /// this, and `rename` finds it, or reads the new one. $1 ids · $2 names · $3 versions
    private static let learn = Statement(
        "names_learn",
        """
        WITH changed AS (
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS c (id, name, version)
        ), turn AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(key) FROM (SELECT uuid_hash_extended(id, 1) AS key FROM changed ORDER BY key) AS k
        )
        INSERT INTO people (id, name, version)
        SELECT c.id, c.name, c.version FROM changed c WHERE (SELECT count(*) FROM turn) > 0
        ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, version = EXCLUDED.version WHERE people.version < EXCLUDED.version
        """)

    /// Not a change of the appointment: its version stays. $1 people · $2 at most so many of each role
    private static let rename = Statement(
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
        RETURNING patient_id, doctor_id
        """)
}
