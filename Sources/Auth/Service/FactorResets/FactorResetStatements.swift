import Postgres

/// The statements about second factors that are about to be removed. Signing in with one deletes the row:
/// `PendingStatements.stopped`.
enum FactorResetStatements {
    /// No row when a reset is pending already. $1 user · $2 admin · $3 identity check · $4 reason · $5 now · $6 when it is due
    static let insert = Statement(
        "insert_factor_reset",
        """
        INSERT INTO factor_resets (user_id, asked_by, identity_check, reason, asked_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """)

    /// $1 digest · $2 now
    static let stop = Statement(
        "stop_factor_reset",
        """
        WITH link AS (
            DELETE FROM mail_links WHERE digest = $1 AND purpose = 'factor_reset' AND expires_at > $2 RETURNING user_id
        )
        DELETE FROM factor_resets reset USING link WHERE reset.user_id = link.user_id RETURNING reset.user_id
        """)

    static let due = Statement(
        "due_factor_resets", "SELECT user_id FROM factor_resets WHERE due_at <= $1 ORDER BY due_at LIMIT 100")

    /// To be run with the account locked. $1 user · $2 now
    static let take = Statement(
        "take_factor_reset",
        "DELETE FROM factor_resets WHERE user_id = $1 AND due_at <= $2 RETURNING \(FactorResetColumn.list)")
}

enum FactorResetColumn: String, ColumnList {
    case user = "user_id"
    case askedBy = "asked_by"
    case identityCheck = "identity_check"
    case reason
    case dueAt = "due_at"
}
