import Access
import Contracts
import Postgres

/// Where security events are kept.
protocol SecurityEventStore: Sendable {
    func add(_ event: SecurityEvent) async throws(PostgresError)

    /// Newest first, after `position`, at most `limit`.
    func events(_ filter: SecurityEventFilter, after position: PagePosition?, limit: Int) async throws(PostgresError)
        -> [SecurityEvent]

    /// Removes what is older.
    func removeEvents(before end: Instant) async throws(PostgresError)
}

/// Which events are asked for; nil: any.
struct SecurityEventFilter: Sendable, Equatable {
    var kind: SecurityEvent.Kind?
    var userID: UserID?
    var from: Instant?
    /// Exclusive.
    var to: Instant?
}
