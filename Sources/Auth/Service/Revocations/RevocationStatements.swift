import Postgres

/// The statements about sessions that were revoked.
enum RevocationStatements {
    /// The most rows that one `deleteEnded` removes.
    static let sweepSize = 1_000

    /// Revocations whose tokens may still be shown. $1 they end later than this
    static let alive = Statement(
        "revocations",
        """
        SELECT \(RevocationColumn.list) FROM sessions
        WHERE revoked_at IS NOT NULL AND access_ends_at > $1 ORDER BY access_ends_at
        """)

    static let deleteEnded = Statement(
        "sweep_sessions",
        """
        DELETE FROM sessions
        WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 AND access_ends_at < $1 ORDER BY expires_at LIMIT \(sweepSize))
        """)
}

/// What every statement that ends sessions returns.
enum RevocationColumn: String, ColumnList {
    case session = "id"
    case user = "user_id"
    case accessEndsAt = "access_ends_at"
}
