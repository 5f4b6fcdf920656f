import Postgres

/// The SQL that writes entries inside the statement of what is done, so that act and entry live or die together.
package enum EntryStatements {
    package static let columns =
        "id, at, event, action, outcome, actor_id, role, client_id, session_id, token_id, purpose, object_type, object_id, "
        + "object_version, subjects, times, trace_id, commitment, salt, private"

    /// Common table expressions with an entry for the one row of `rows`, in which `id` and `version` are the object's; `patient` is whose
    /// data it was, null or nil for nobody's; `people` instead of it: an array of several, each once. `stamp`: the number of the first
    /// parameter of an `AuditStamp`.
    package static func entry(
        _ event: AuditEvent, from rows: String, id: String = "id", version: String? = "version", patient: String? = "patient_id",
        people: String? = nil, stamp first: Int
    ) -> String {
        let stamp = parameters(from: first)
        return """
            \(insert(
                event, from: rows, id: stamp[0], at: stamp[1], actor: stamp[2...6].joined(separator: ", "), purpose: stamp[7],
                object: id, version: version, patient: patient, people: people, rest: stamp[8...].joined(separator: ", ")))
            """
    }

    /// The same with an entry for each of `rows`, which the passing of time has done. `at`: when.
    package static func systemEntries(
        _ event: AuditEvent, from rows: String, id: String = "id", version: String? = "version", patient: String? = "patient_id",
        at: String
    ) -> String {
        let nothing = "NULL, decode(repeat('00', \(Commitment.length)), 'hex'), NULL, NULL"
        return insert(
            event, from: rows, id: "audit_id(\(at))", at: at, actor: "NULL, '\(AuditEntry.Actor.system)', NULL, NULL, NULL",
            purpose: "'\(AuditEntry.Purpose.operations.rawValue)'", object: id, version: version, patient: patient, rest: nothing)
    }

    /// An entry by itself, for a transaction of several statements. $1 to $12 an `AuditStamp` · $13 event · $14 action · $15 type, $16 object,
    /// $17 its version · $18 whose data it was, each once
    static let alone: Statement = {
        let stamp = parameters(from: 1)
        return Statement(
            "audit_entry",
            """
            WITH entry AS (
                INSERT INTO access_log (\(columns))
                SELECT \(stamp[0]), \(stamp[1]), $13::text, $14::text::"char", \(AuditEntry.Outcome.success.rawValue),
                       \(stamp[2...6].joined(separator: ", ")), \(stamp[7]), $15::text, $16::uuid, $17::bigint,
                       ARRAY(SELECT audit_subject(p.person) AS subject FROM unnest($18::uuid[]) AS p (person) ORDER BY subject), 1,
                       \(stamp[8...].joined(separator: ", "))
                RETURNING id, at, subjects
            )
            INSERT INTO access_subjects (subject, at, entry_id) SELECT unnest(subjects), at, id FROM entry
            """)
    }()

    private static func parameters(from first: Int) -> [String] {
        AuditStamp.types.enumerated().map { "$\(first + $0)::\($1)" }
    }

    private static func insert(
        _ event: AuditEvent, from rows: String, id: String, at: String, actor: String, purpose: String, object: String,
        version: String?, patient: String?, people: String? = nil, rest: String
    ) -> String {
        let type = event.objectType.map { "'\($0)'" } ?? "NULL"
        let subjects =
            people.map {
                "ARRAY(SELECT audit_subject(p.person) AS subject FROM unnest(\($0)) AS p (person) WHERE p.person IS NOT NULL ORDER BY subject)"
            }
            ?? patient.map { "CASE WHEN \($0) IS NULL THEN '{}'::uuid[] ELSE ARRAY[audit_subject(\($0))] END" } ?? "'{}'::uuid[]"
        return """
            entry AS (
                INSERT INTO access_log (\(columns))
                SELECT \(id), \(at), '\(event.name)', '\(event.action.rawValue)', \(AuditEntry.Outcome.success.rawValue), \(actor), \(purpose),
                       \(type), \(object), \(version ?? "NULL"), \(subjects), 1, \(rest)
                FROM \(rows)
                RETURNING id, at, subjects
            ), entry_subjects AS (
                INSERT INTO access_subjects (subject, at, entry_id) SELECT unnest(subjects), at, id FROM entry
            )
            """
    }
}
