import Audit
import Contracts
import Hosting
import NotificationDomain
import Postgres

/// Inboxes in notification_db.
struct PostgresInboxStore: InboxStore {
    /// How often a statement on a whole inbox is run when other changes get in between.
    private static let rounds = 3

    let pool: PostgresPool

    func deliver(_ notifications: [NewNotification]) async throws(PostgresError) -> [DeliveredNotification] {
        guard !notifications.isEmpty else { return [] }
        let rows = try await pool.query(
            InboxStatements.deliver,
            [
                .ids(notifications.map(\.id)), .ids(notifications.map(\.recipient)), .ids(notifications.map(\.eventID)),
                .textArray(notifications.map(\.type)), .textArray(notifications.map(\.title)),
                .textArray(notifications.map(\.message)), .textArray(notifications.map(\.metadata)),
                .textArray(notifications.map(\.email?.subject)), .textArray(notifications.map(\.email?.body)),
                .textArray(notifications.map(\.email?.calendar)), .boolArray(notifications.map(\.isMailedByStandard)),
                .boolArray(notifications.map(\.isForInbox)), .ids(notifications.map(\.news.appointment)),
                .intArray(notifications.map { Int($0.news.version) }), .textArray(notifications.map(\.news.status.rawValue)),
                .timestamptzArray(notifications.map(\.news.startsAt.microseconds)),
                .textArray(notifications.map(\.email?.language.rawValue)), .ids(notifications.map(\.news.patient)),
                .textArray(notifications.map(\.news.trace)),
            ])
        var delivered: [DeliveredNotification] = []
        delivered.reserveCapacity(rows.count)
        for row in rows {
            if let notification = try DeliveredNotification(RowOf(row), among: notifications) { delivered.append(notification) }
        }
        return delivered
    }

    func state(of user: UserID) async throws(PostgresError) -> InboxState {
        guard let row = try await pool.query(InboxStatements.state, [.id(user)]).first else { return .empty }
        return try InboxState(RowOf(row))
    }

    func positions(of users: [UserID]) async throws(PostgresError) -> [UserID: Position] {
        var positions: [UserID: Position] = [:]
        for row in try await pool.query(InboxStatements.positions, [.ids(users)]) {
            let inbox = RowOf<InboxPositionColumn>(row)
            positions[try inbox.id(.owner)] = try inbox.position(.position)
        }
        return positions
    }

    func page(of user: UserID, before position: Position?, unreadOnly: Bool, limit: Int) async throws(PostgresError) -> InboxPage {
        let statement = unreadOnly ? InboxStatements.unreadPage : InboxStatements.page
        let rows = try await pool.query(statement, [.id(user), .int(Int(position?.number ?? .max)), .int(limit)])
        var (state, notifications): (InboxState?, [InboxNotification]) = (nil, [])
        for row in rows {
            let inbox = RowOf<InboxState.Column>(row)
            if state == nil { state = try InboxState(inbox) }
            if let notification = try InboxNotification(inbox.next()) { notifications.append(notification) }
        }
        return InboxPage(state: state ?? .empty, notifications: notifications)
    }

    func history(of user: UserID, after position: Position) async throws(PostgresError) -> InboxHistory {
        let rows = try await pool.query(
            InboxStatements.history, [.id(user), .int(Int(position.number)), .int(Int(Resumption.limit))])
        guard let first = rows.first else { return InboxHistory(state: .empty, firstKept: nil, entries: []) }
        var entries: [InboxHistory.Entry] = []
        for row in rows {
            let history: RowOf<InboxHistory.Column> = RowOf<InboxState.Column>(row).next()
            guard let change = try InboxChange(history) else { continue }
            entries.append(InboxHistory.Entry(change: change, notification: try InboxNotification(history.next())))
        }
        let inbox = RowOf<InboxState.Column>(first)
        let history: RowOf<InboxHistory.Column> = inbox.next()
        return InboxHistory(
            state: try InboxState(inbox), firstKept: history.isNull(.firstKept) ? nil : try history.position(.firstKept),
            entries: entries)
    }

    // MARK: Changes by the owner

    func mark(_ id: NotificationID, of user: UserID, read: Bool, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await change(read ? InboxStatements.markRead : InboxStatements.markUnread, [.id(id), .id(user)] + entry.values)
    }

    func delete(_ id: NotificationID, of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await change(InboxStatements.delete, [.id(id), .id(user)] + entry.values)
    }

    func markAllRead(of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await changeAll(InboxStatements.markAllRead, of: user, entry)
    }

    func deleteAll(of user: UserID, entry: AuditStamp) async throws(PostgresError) -> InboxUpdate? {
        try await changeAll(InboxStatements.deleteAll, of: user, entry)
    }

    private func change(_ statement: Statement, _ values: [PostgresValue]) async throws(PostgresError) -> InboxUpdate? {
        guard let row = try await pool.query(statement, values).first else { return nil }
        return try InboxUpdate(RowOf(row))
    }

    private func changeAll(_ statement: Statement, of user: UserID, _ entry: AuditStamp) async throws(PostgresError) -> InboxUpdate?
    {
        for _ in 0..<Self.rounds {
            guard let row = try await pool.query(statement, [.id(user)] + entry.values).first else {
                return InboxUpdate(state: .empty, changed: false)
            }
            let whole = RowOf<WholeInboxColumn>(row)
            if try whole.bool(.isCurrent) { return try InboxUpdate(whole.next()) }
        }
        return nil
    }
}
