import Contracts
import Hosting
import NotificationDomain
import Postgres

struct PostgresEmailQueue: EmailQueue {
    /// SKIP LOCKED: replicas claim at the same time without waiting for each other, and never the same row. $1 lease in microseconds
    private static let claim = Statement(
        "emails_claim",
        """
        UPDATE emails SET attempts = attempts + 1, due_at = now() + $1 * interval '1 microsecond'
        WHERE id = (
            SELECT id FROM emails WHERE status = 'WAITING' AND due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING id, user_id, subject, body, calendar, attempts, created_at
        """)
    /// $1 id
    private static let remove = Statement("emails_remove", "DELETE FROM emails WHERE id = $1")
    /// $1 id · $2 pause in microseconds · $3 error
    private static let postpone = Statement(
        "emails_postpone", "UPDATE emails SET due_at = now() + $2 * interval '1 microsecond', error = $3 WHERE id = $1")
    /// $1 id · $2 error
    private static let giveUp = Statement("emails_give_up", "UPDATE emails SET status = 'FAILED', error = $2 WHERE id = $1")

    let pool: PostgresPool

    func claim(for lease: Duration) async throws(PostgresError) -> QueuedEmail? {
        guard let row = try await pool.query(Self.claim, [.int(lease.wholeMicroseconds)]).first else { return nil }
        return QueuedEmail(
            id: try row.id(0), recipient: try row.id(1),
            text: EmailText(subject: try row.text(2), body: try row.text(3), calendar: try row.textOrNil(4)),
            attempts: try row.int(5), createdAt: try row.instant(6))
    }

    func remove(_ id: NotificationID) async throws(PostgresError) { _ = try await pool.query(Self.remove, [.id(id)]) }

    func postpone(_ id: NotificationID, for pause: Duration, error: String) async throws(PostgresError) {
        _ = try await pool.query(Self.postpone, [.id(id), .int(pause.wholeMicroseconds), .text(error)])
    }

    func giveUp(_ id: NotificationID, error: String) async throws(PostgresError) {
        _ = try await pool.query(Self.giveUp, [.id(id), .text(error)])
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}
