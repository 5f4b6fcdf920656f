import Audit
import Contracts
import NotificationDomain
import Postgres

@testable import NotificationService

extension AuditStamp {
    /// Of what a test does past the routes.
    fileprivate static var ofTest: AuditStamp { .system(.operations, id: .random(), at: Instant(seconds: 1_800_000_000)) }
}

extension PreferenceStore {
    func keep(_ preferences: [NotificationPreference], of user: UserID) async throws(PostgresError) {
        try await keep(preferences, of: user, entry: .ofTest)
    }
}

extension InboxStore {
    private var entry: AuditStamp { .ofTest }

    func mark(_ id: NotificationID, of user: UserID, read: Bool) async throws(PostgresError) -> InboxUpdate? {
        try await mark(id, of: user, read: read, entry: entry)
    }

    func delete(_ id: NotificationID, of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await delete(id, of: user, entry: entry)
    }

    func markAllRead(of user: UserID) async throws(PostgresError) -> InboxUpdate? { try await markAllRead(of: user, entry: entry) }
    func deleteAll(of user: UserID) async throws(PostgresError) -> InboxUpdate? { try await deleteAll(of: user, entry: entry) }
}
