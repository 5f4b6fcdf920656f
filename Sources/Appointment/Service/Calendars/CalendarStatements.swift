import Audit
import Contracts
import Hosting
import Postgres

/// The SQL of calendar subscriptions.
enum CalendarStatements {
    /// A row when it is made. $1 user · $2 role · $3 hash · $4 now · from $5 on an `AuditStamp`
    static let replace = Statement(
        "calendar_replace",
        """
        WITH made AS (
            INSERT INTO calendar_tokens (user_id, role, token_hash, created_at)
            SELECT $1::uuid, $2::text, $3::bytea, $4::timestamptz
            WHERE NOT EXISTS (SELECT FROM people p WHERE p.id = $1::uuid AND NOT (p.active AND p.role = $2::text))
            ON CONFLICT (user_id) DO UPDATE
            SET role = EXCLUDED.role, token_hash = EXCLUDED.token_hash, created_at = EXCLUDED.created_at
            RETURNING \(owner)
        ), \(EntryStatements.entry(.subscribe, from: "made", id: "NULL::uuid", version: nil, patient: "patient", stamp: 5))
        SELECT 1 FROM made
        """)

    /// $1 user · from $2 on an `AuditStamp`
    static let remove = Statement(
        "calendar_remove",
        """
        WITH removed AS (
            DELETE FROM calendar_tokens WHERE user_id = $1::uuid RETURNING \(owner)
        ), \(EntryStatements.entry(.unsubscribe, from: "removed", id: "NULL::uuid", version: nil, patient: "patient", stamp: 2))
        SELECT 1 FROM removed
        """)

    /// Whose data the feed shows: the patient's own; nobody's for a doctor, whose feed has those of many.
    private static let owner = "CASE WHEN calendar_tokens.role = 'PATIENT' THEN calendar_tokens.user_id END AS patient"

    /// No row: the token belongs to nobody, or to nobody any more. One row without an appointment when there is none to show.
    /// $1 hash · $2 start · $3 now · $4 limit of those to come · $5 limit of those that have begun
    static let feed = Statement(
        "calendar_feed",
        """
        SELECT \(CalendarOwnerColumn.list(of: "t")), \(StoredAppointment.Column.list(of: "a"))
        FROM calendar_tokens t
        LEFT JOIN LATERAL (
            \(nearest(of: "patient_id", to: .patient))
            UNION ALL
            \(nearest(of: "doctor_id", to: .doctor))
        ) a ON true
        WHERE t.token_hash = $1::bytea AND NOT EXISTS (
            SELECT FROM people p
            WHERE p.id = t.user_id AND NOT (p.active AND p.role = t.role AND t.created_at >= coalesce(p.since, '-infinity')))
        ORDER BY a.starts_at, a.id
        """)

    private static func nearest(of column: String, to role: Role) -> String {
        func part(_ condition: String, _ order: String, _ limit: String) -> String {
            """
            (SELECT \(StoredAppointment.Column.list(of: "v"))
             FROM appointments v
             WHERE t.role = '\(role.rawValue)' AND v.\(column) = t.user_id AND \(condition)
             ORDER BY v.starts_at \(order), v.id \(order)
             LIMIT \(limit)::bigint)
            """
        }
        return """
            \(part("v.starts_at >= $3::timestamptz", "ASC", "$4"))
            UNION ALL
            \(part("v.starts_at < $3::timestamptz AND v.starts_at > $2::timestamptz", "DESC", "$5"))
            """
    }
}
