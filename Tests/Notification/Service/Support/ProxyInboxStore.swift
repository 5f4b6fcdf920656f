import Audit
import Contracts
import NotificationDomain
import Postgres

@testable import NotificationService

/// The real inboxes behind a database that fails, or is held up, as told. Confined to its loop.
final class ProxyInboxStore: InboxStore, @unchecked Sendable {  // loop-confined
    /// Runs before and after a socket's position or history is read, at most once each: nothing that it does makes it run again.
    var aroundReading: (() async -> Void)?

    private let store: PostgresInboxStore
    /// Asked before each delivery; what it answers is thrown.
    private let failure: @Sendable ([NewNotification]) -> PostgresError?
    /// How many notifications each delivery held that was tried.
    private(set) var attempts: [Int] = []

    init(_ store: PostgresInboxStore, failure: @escaping @Sendable ([NewNotification]) -> PostgresError? = { _ in nil }) {
        self.store = store
        self.failure = failure
    }

    func deliver(_ notifications: [NewNotification]) async throws(PostgresError) -> [DeliveredNotification] {
        attempts.append(notifications.count)
        if let failure = failure(notifications) { throw failure }
        return try await store.deliver(notifications)
    }

    func state(of user: UserID) async throws(PostgresError) -> InboxState {
        try await reading { () async throws(PostgresError) in try await store.state(of: user) }
    }

    private func reading<Value>(_ read: () async throws(PostgresError) -> Value) async throws(PostgresError) -> Value {
        guard let around = aroundReading.take() else { return try await read() }
        await around()
        let value = try await read()
        await around()
        return value
    }

    func positions(of users: [UserID]) async throws(PostgresError) -> [UserID: Position] { try await store.positions(of: users) }

    func page(of user: UserID, before position: Position?, unreadOnly: Bool, limit: Int) async throws(PostgresError) -> InboxPage {
        try await store.page(of: user, before: position, unreadOnly: unreadOnly, limit: limit)
    }

    func history(of user: UserID, after position: Position) async throws(PostgresError) -> InboxHistory {
        try await reading { () async throws(PostgresError) in try await store.history(of: user, after: position) }
    }

    func mark(_ id: NotificationID, of user: UserID, read: Bool, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await store.mark(id, of: user, read: read, entry: entry)
    }

    func delete(_ id: NotificationID, of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await store.delete(id, of: user, entry: entry)
    }

    func markAllRead(of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await store.markAllRead(of: user, entry: entry)
    }

    func deleteAll(of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await store.deleteAll(of: user, entry: entry)
    }
}
