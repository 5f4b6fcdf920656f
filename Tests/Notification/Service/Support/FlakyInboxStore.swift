import Contracts
import NotificationDomain
import Postgres
import Synchronization

@testable import NotificationService

/// The real inboxes behind a database that fails as told.
final class FlakyInboxStore: InboxStore {
    private let store: PostgresInboxStore
    /// Asked before each delivery; what it answers is thrown.
    private let failure: @Sendable ([NewNotification]) -> PostgresError?
    private let deliveries = Mutex<[Int]>([])

    init(_ store: PostgresInboxStore, failure: @escaping @Sendable ([NewNotification]) -> PostgresError?) {
        self.store = store
        self.failure = failure
    }

    /// How many notifications each delivery held that was tried.
    var attempts: [Int] { deliveries.withLock { $0 } }

    func deliver(_ notifications: [NewNotification]) async throws(PostgresError) -> [DeliveredNotification] {
        deliveries.withLock { $0.append(notifications.count) }
        if let failure = failure(notifications) { throw failure }
        return try await store.deliver(notifications)
    }

    func state(of user: UserID) async throws(PostgresError) -> InboxState { try await store.state(of: user) }

    func positions(of users: [UserID]) async throws(PostgresError) -> [UserID: Position] { try await store.positions(of: users) }

    func page(of user: UserID, before position: Position?, unreadOnly: Bool, limit: Int) async throws(PostgresError) -> InboxPage {
        try await store.page(of: user, before: position, unreadOnly: unreadOnly, limit: limit)
    }

    func history(of user: UserID, after position: Position) async throws(PostgresError) -> InboxHistory {
        try await store.history(of: user, after: position)
    }

    func mark(_ id: NotificationID, of user: UserID, read: Bool) async throws(PostgresError) -> InboxUpdate? {
        try await store.mark(id, of: user, read: read)
    }

    func delete(_ id: NotificationID, of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await store.delete(id, of: user)
    }

    func markAllRead(of user: UserID) async throws(PostgresError) -> InboxUpdate? { try await store.markAllRead(of: user) }
    func deleteAll(of user: UserID) async throws(PostgresError) -> InboxUpdate? { try await store.deleteAll(of: user) }
}
