import Hosting
import Postgres

/// The statements about e-mails on their way; those that deliver and that remove what is old know them too.
enum EmailStatements {
    /// SKIP LOCKED: replicas claim at the same time without waiting for each other, and never the same row. A mail waits for those of its
    /// visit to the same person that were written before it, on their way or not. $1 lease in microseconds
    static let claim = Statement(
        "emails_claim",
        """
        UPDATE emails SET attempts = attempts + 1, due_at = now() + $1 * interval '1 microsecond', claimed = true
        WHERE id = (
            SELECT id FROM emails e
            WHERE status <> 'FAILED' AND due_at <= now()
              AND NOT EXISTS (
                  SELECT FROM emails first
                  WHERE first.appointment_id = e.appointment_id AND first.user_id = e.user_id AND first.number < e.number
                    AND first.status <> 'FAILED')
            ORDER BY due_at, number LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING \(QueuedEmail.Column.list)
        """)
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
