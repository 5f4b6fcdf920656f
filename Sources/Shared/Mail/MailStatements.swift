import Postgres

/// Statements that fit every table of e-mails.
enum MailStatements {
    /// $1 id
    static let isTrue = Statement("emails_is_true", "SELECT FROM emails WHERE id = $1 AND status = 'WAITING'")
    /// $1 id
    static let remove = Statement("emails_remove", "DELETE FROM emails WHERE id = $1")
    /// One that was overtaken meanwhile is due at once. $1 id · $2 pause in microseconds · $3 error
    static let postpone = Statement(
        "emails_postpone",
        """
        UPDATE emails
        SET due_at = now() + CASE WHEN status = 'WAITING' THEN $2 ELSE 0 END * interval '1 microsecond', error = $3, claimed = false
        WHERE id = $1
        """)
    /// $1 id · $2 error
    static let giveUp = Statement("emails_give_up", "UPDATE emails SET status = 'FAILED', error = $2 WHERE id = $1")
}
