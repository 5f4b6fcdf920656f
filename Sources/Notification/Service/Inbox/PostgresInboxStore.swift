import Contracts
import Hosting
import NotificationDomain
import Postgres

/// Inboxes in notification_db.
struct PostgresInboxStore: InboxStore {
    /// A statement on all of an inbox that other changes overtake is run again so often.
    private static let rounds = 3

    let pool: PostgresPool

    func deliver(_ notifications: [NewNotification]) async throws(PostgresError) -> [DeliveredNotification] {
        guard !notifications.isEmpty else { return [] }
        let rows = try await pool.query(
            InboxStatements.deliver,
            [
                .idArray(notifications.map(\.id)), .idArray(notifications.map(\.recipient)), .idArray(notifications.map(\.eventID)),
                .textArray(notifications.map(\.type)), .textArray(notifications.map(\.title)),
                .textArray(notifications.map(\.message)), .textArray(notifications.map(\.metadata)),
                .textArray(notifications.map(\.email?.subject)), .textArray(notifications.map(\.email?.body)),
                .textArray(notifications.map(\.email?.calendar)), .boolArray(notifications.map(\.isMailedByStandard)),
            ])
        var delivered: [DeliveredNotification] = []
        delivered.reserveCapacity(rows.count)
        for row in rows where !row.isNull(3) {
            let new = notifications[try row.int(0) - 1]
            let notification = InboxNotification(
                id: try row.id(2), position: try row.position(3), type: new.type, title: new.title, message: new.message,
                read: try row.bool(6), metadata: new.metadata, createdAt: try row.instant(5))
            delivered.append(
                DeliveredNotification(
                    recipient: new.recipient, notification: notification, unread: Int64(try row.int(4)), isNew: try row.bool(1)))
        }
        return delivered
    }

    func state(of user: UserID) async throws(PostgresError) -> InboxState {
        try await pool.query(InboxStatements.state, [.id(user)]).first?.inboxState(0) ?? .empty
    }

    func positions(of users: [UserID]) async throws(PostgresError) -> [UserID: Position] {
        var positions: [UserID: Position] = [:]
        for row in try await pool.query(InboxStatements.positions, [.idArray(users)]) {
            positions[try row.id(0)] = try row.position(1)
        }
        return positions
    }

    func page(of user: UserID, before position: Position?, unreadOnly: Bool, limit: Int) async throws(PostgresError) -> InboxPage {
        let statement = unreadOnly ? InboxStatements.unreadPage : InboxStatements.page
        let rows = try await pool.query(statement, [.id(user), .int(Int(position?.number ?? .max)), .int(limit)])
        guard let first = rows.first else { return InboxPage(state: .empty, notifications: []) }
        var notifications: [InboxNotification] = []
        for row in rows { if let notification = try InboxNotification(row, from: 2) { notifications.append(notification) } }
        return InboxPage(state: try first.inboxState(0), notifications: notifications)
    }

    func history(of user: UserID, after position: Position) async throws(PostgresError) -> InboxHistory {
        let rows = try await pool.query(
            InboxStatements.history, [.id(user), .int(Int(position.number)), .int(Int(Resumption.limit))])
        guard let first = rows.first else { return InboxHistory(state: .empty, firstKept: nil, entries: []) }
        var entries: [InboxHistory.Entry] = []
        for row in rows where !row.isNull(3) {
            entries.append(InboxHistory.Entry(change: try row.change(3), notification: try InboxNotification(row, from: 6)))
        }
        return InboxHistory(
            state: try first.inboxState(0), firstKept: first.isNull(2) ? nil : try first.position(2), entries: entries)
    }

    // MARK: Changes by the owner

    func mark(_ id: NotificationID, of user: UserID, read: Bool) async throws(PostgresError) -> InboxUpdate? {
        try await pool.query(InboxStatements.mark, [.id(id), .id(user), .bool(read)]).first?.update()
    }

    func delete(_ id: NotificationID, of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await pool.query(InboxStatements.delete, [.id(id), .id(user)]).first?.update()
    }

    func markAllRead(of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await changeAll(InboxStatements.markAllRead, of: user)
    }

    func deleteAll(of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        try await changeAll(InboxStatements.deleteAll, of: user)
    }

    private func changeAll(_ statement: Statement, of user: UserID) async throws(PostgresError) -> InboxUpdate? {
        for _ in 0..<Self.rounds {
            guard let row = try await pool.query(statement, [.id(user)]).first else {
                return InboxUpdate(state: .empty, changed: false)
            }
            if try row.bool(3) { return try row.update() }
        }
        return nil
    }
}
