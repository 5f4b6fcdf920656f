import Contracts
import Hosting
import NotificationDomain
import Postgres

/// E-mails on their way, in notification_db. Who claims one has it for `lease`; if its outcome is not written down by then, it is due
/// again.
struct EmailQueue: Sendable {
    let pool: PostgresPool

    /// Claims the mail that has been due for longest, if there is one that nobody else has claimed. One visit's mails to one person come
    /// in order.
    func claim(for lease: Duration) async throws(PostgresError) -> QueuedEmail? {
        guard let row = try await pool.query(EmailStatements.claim, [.int(lease.wholeMicroseconds)]).first else { return nil }
        return try QueuedEmail(RowOf(row))
    }

    /// Whether it is still true; asked right before it leaves.
    func isTrue(_ id: NotificationID) async throws(PostgresError) -> Bool {
        try await !pool.query(EmailStatements.isTrue, [.id(id)]).isEmpty
    }

    /// It was sent, or must not be sent any more.
    func remove(_ id: NotificationID) async throws(PostgresError) { _ = try await pool.query(EmailStatements.remove, [.id(id)]) }

    /// `error` holds no personal data.
    func postpone(_ id: NotificationID, for pause: Duration, error: String) async throws(PostgresError) {
        _ = try await pool.query(EmailStatements.postpone, [.id(id), .int(pause.wholeMicroseconds), .text(error)])
    }

    /// It will never be sent.
    func giveUp(_ id: NotificationID, error: String) async throws(PostgresError) {
        _ = try await pool.query(EmailStatements.giveUp, [.id(id), .text(error)])
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}
