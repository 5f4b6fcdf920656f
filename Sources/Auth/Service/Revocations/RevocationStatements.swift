import Postgres

/// The statements about sessions that were revoked.
enum RevocationStatements {
    /// Rows that one `deleteEnded` removes at most.
    static let sweepSize = 1_000

    /// $1 tokens that end later may still be shown
    static let alive = Statement(
        "revocations",
        "SELECT id, user_id, access_ends_at FROM sessions WHERE revoked_at IS NOT NULL AND access_ends_at > $1 ORDER BY access_ends_at"
    )

    static let deleteEnded = Statement(
        "sweep_sessions",
        """
        DELETE FROM sessions
        WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 AND access_ends_at < $1 ORDER BY expires_at LIMIT \(sweepSize))
        """)
}
