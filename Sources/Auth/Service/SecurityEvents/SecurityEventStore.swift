import Access
import Contracts
import Hosting
import Postgres

/// Security events in auth_db.
struct SecurityEventStore: Sendable {
    let pool: PostgresPool

    func add(_ event: SecurityEvent) async throws(PostgresError) {
        _ = try await pool.query(
            SecurityEventStatements.insert,
            [
                .id(event.id), .text(event.kind.rawValue), .instant(event.at), .id(event.userID), .id(event.sessionID),
                .text(event.device?.address), .text(event.device?.userAgent), .text(event.encodedDetail),
            ])
    }

    /// Newest first, after `position`, at most `limit`.
    func events(_ filter: SecurityEventFilter, after position: PagePosition?, limit: Int) async throws(PostgresError)
        -> [SecurityEvent]
    {
        let (statement, conditions) = Self.select(filter)
        let values: [PostgresValue] =
            [
                .instant(filter.from ?? .earliest), .instant(filter.to ?? .latest), .instant(position?.at),
                .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
            ] + conditions
        var events: [SecurityEvent] = []
        for row in try await pool.read(statement, values) { events.append(try SecurityEvent(RowOf(row))) }
        return events
    }

    /// Removes what is older.
    func removeEvents(before end: Instant) async throws(PostgresError) {
        let statement = SecurityEventStatements.deleteOld
        while try await pool.query(statement, [.instant(end)]).affectedRows == SecurityEventStatements.sweepSize {}
    }

    private static func select(_ filter: SecurityEventFilter) -> (Statement, [PostgresValue]) {
        switch (filter.kind, filter.userID) {
        case (nil, nil): (SecurityEventStatements.all, [])
        case (let kind?, nil): (SecurityEventStatements.ofKind, [.text(kind.rawValue)])
        case (nil, let user?): (SecurityEventStatements.ofUser, [.id(user)])
        case (let kind?, let user?): (SecurityEventStatements.ofUserAndKind, [.id(user), .text(kind.rawValue)])
        }
    }
}

/// Which events are asked for; nil: any.
struct SecurityEventFilter: Sendable, Equatable {
    var kind: SecurityEvent.Kind?
    var userID: UserID?
    var from: Instant?
    /// Exclusive.
    var to: Instant?
}
