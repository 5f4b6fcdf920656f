import Contracts
import NotificationDomain
import Postgres

/// Inboxes whose first pages are kept in a cache: whatever changes one has its page forgotten before anybody is told. A change whose
/// outcome is unknown counts as made.
struct CachedInboxStore: InboxStore {
    let store: any InboxStore
    let cache: InboxCache

    func deliver(_ notifications: [NewNotification]) async throws(PostgresError) -> [DeliveredNotification] {
        try await changing(notifications.map(\.recipient)) { () async throws(PostgresError) in
            try await store.deliver(notifications)
        }
    }

    func mark(_ id: NotificationID, of user: UserID, read: Bool) async throws(PostgresError) -> InboxUpdate? {
        try await changing([user]) { () async throws(PostgresError) in try await store.mark(id, of: user, read: read) }
    }

    func delete(_ id: NotificationID, of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await changing([user]) { () async throws(PostgresError) in try await store.delete(id, of: user) }
    }

    func markAllRead(of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await changing([user]) { () async throws(PostgresError) in try await store.markAllRead(of: user) }
    }

    func deleteAll(of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await changing([user]) { () async throws(PostgresError) in try await store.deleteAll(of: user) }
    }

    private func changing<Value>(_ owners: [UserID], _ change: () async throws(PostgresError) -> Value) async throws(PostgresError)
        -> Value
    {
        let outcome: Result<Value, PostgresError>
        do throws(PostgresError) { outcome = .success(try await change()) } catch { outcome = .failure(error) }
        await cache.forget(owners)
        return try outcome.get()
    }

    // MARK: Reading, as it is

    func state(of user: UserID) async throws(PostgresError) -> InboxState { try await store.state(of: user) }
    func positions(of users: [UserID]) async throws(PostgresError) -> [UserID: Position] { try await store.positions(of: users) }

    func page(of user: UserID, before position: Position?, unreadOnly: Bool, limit: Int) async throws(PostgresError) -> InboxPage {
        try await store.page(of: user, before: position, unreadOnly: unreadOnly, limit: limit)
    }

    func history(of user: UserID, after position: Position) async throws(PostgresError) -> InboxHistory {
        try await store.history(of: user, after: position)
    }
}
