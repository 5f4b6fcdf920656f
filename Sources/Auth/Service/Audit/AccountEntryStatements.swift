import Audit
import AuthDomain
import Postgres

extension EntryStatements {
    /// A whole statement: a change of one account, with its entry, that answers the account as it is afterwards. `with`: a common table
    /// expression before it. `update`: without RETURNING. `stamp`: the number of the first parameter of an `AuditStamp`.
    static func account(_ event: AuditEvent, with source: String? = nil, _ update: String, stamp: Int) -> String {
        """
        WITH \(source.map { $0 + ", " } ?? "")changed AS (\(update) RETURNING users.*),
        \(entry(event, from: "changed", patient: "id", stamp: stamp))
        SELECT \(User.columns) FROM changed users
        """
    }
}

/// The SQL that holds the access log against accounts, and shows people theirs.
enum AccountEntryStatements {
    static let ofPerson = ReadingStatements.ofPerson(
        actorName: "(SELECT first_name || ' ' || last_name FROM users WHERE id = e.actor_id)")

    /// A row when an account, as it is now, has no entry, since there is a log.
    static let unrecorded = Statement(
        "audit_unrecorded",
        """
        SELECT 1 FROM users
        WHERE updated_at > \(AuditStatements.beginning)
            AND NOT EXISTS (
                SELECT FROM access_log e
                WHERE e.object_type = 'Person' AND e.object_id = users.id AND e.object_version = users.version
                    AND e.action IN ('C', 'U') AND e.outcome = 0)
        LIMIT 1
        """)
}
