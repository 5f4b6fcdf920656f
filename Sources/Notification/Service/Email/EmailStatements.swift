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
        RETURNING \(NotificationMail.Column.list)
        """)
}
