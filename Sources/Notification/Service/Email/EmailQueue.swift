import Contracts
import NotificationDomain
import Postgres

/// E-mails on their way. What is claimed belongs to its claimer for `lease`; if he has not said by then what became of it, it is due
/// again.
protocol EmailQueue: Sendable {
    /// The one that is due for longest, if any, and of which nobody else has hold.
    func claim(for lease: Duration) async throws(PostgresError) -> QueuedEmail?

    /// The mail server has it.
    func remove(_ id: NotificationID) async throws(PostgresError)

    /// `error` holds no personal data.
    func postpone(_ id: NotificationID, for pause: Duration, error: String) async throws(PostgresError)

    /// It will never be sent.
    func giveUp(_ id: NotificationID, error: String) async throws(PostgresError)
}

/// An e-mail that somebody is about to send.
struct QueuedEmail: Sendable, Equatable {
    let id: NotificationID
    let recipient: UserID
    let text: EmailText
    /// This one included.
    let attempts: Int
    let createdAt: Instant
}
