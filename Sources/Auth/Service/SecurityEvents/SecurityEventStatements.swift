import Hosting
import Postgres

/// The statements about security events.
enum SecurityEventStatements {
    /// The most rows that one `deleteOld` removes.
    static let sweepSize = 1_000

    static let insert = Statement(
        "insert_event",
        """
        INSERT INTO auth_events (id, type, at, user_id, session_id, ip, user_agent, detail)
        VALUES ($1, $2, $3, $4, $5, $6::inet, $7, $8::jsonb)
        """)

    static let deleteOld = Statement(
        "sweep_events",
        "DELETE FROM auth_events WHERE id IN (SELECT id FROM auth_events WHERE at < $1 ORDER BY at LIMIT \(sweepSize))")

    // One for each set of filters, so that each is planned with its own index.
    static let all = select("events", "")
    static let ofKind = select("events_of_type", "AND type = $6")
    static let ofUser = select("events_of_user", "AND user_id = $6")
    static let ofUserAndKind = select("events_of_user_and_type", "AND user_id = $6 AND type = $7")

    /// $1 from · $2 to · $3, $4 the position before · $5 limit
    private static func select(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(SecurityEvent.Column.list) FROM auth_events
            WHERE at >= $1 AND at < $2 AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid)) \(condition)
            ORDER BY at DESC, id DESC LIMIT $5
            """)
    }
}
