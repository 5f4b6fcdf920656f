import Audit
import Contracts
import NotificationDomain
import Postgres

/// Where inboxes live. Each method is one statement and its own transaction; every change of an inbox takes its next number,
/// under the lock of its row, so that numbers have no gaps and become visible in order.
protocol InboxStore: Sendable {
    /// Puts notifications into their inboxes, in this order within an inbox. What an inbox has received before is not put in again;
    /// it is returned as well, in the words it got then, unless its owner has deleted it. What its recipient does not want in the
    /// inbox is not returned. The results are in the order of the notifications.
    func deliver(_ notifications: [NewNotification]) async throws(PostgresError) -> [DeliveredNotification]

    func state(of user: UserID) async throws(PostgresError) -> InboxState

    /// The positions of those of `users` who have an inbox.
    func positions(of users: [UserID]) async throws(PostgresError) -> [UserID: Position]

    /// Newest first; with `position` what came before it.
    func page(of user: UserID, before position: Position?, unreadOnly: Bool, limit: Int) async throws(PostgresError) -> InboxPage

    func history(of user: UserID, after position: Position) async throws(PostgresError) -> InboxHistory

    /// Nil when there is no such notification in that inbox.
    func mark(_ id: NotificationID, of user: UserID, read: Bool, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate?

    /// Nil when there is no such notification in that inbox.
    func delete(_ id: NotificationID, of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate?

    /// Nil when other changes kept coming in between: nothing was done.
    func markAllRead(of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate?

    /// Nil when other changes kept coming in between: nothing was done.
    func deleteAll(of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate?
}

/// The outcome of a change of an inbox.
struct InboxUpdate: Sendable, Equatable {
    /// The state after the change.
    let state: InboxState
    /// False when everything was so already: no number was taken.
    let changed: Bool
}
