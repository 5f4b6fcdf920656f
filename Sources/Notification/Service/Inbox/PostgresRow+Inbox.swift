import Contracts
import Hosting
import NotificationDomain
import Postgres

extension PostgresRow {
    func position(_ column: Int) throws(PostgresError) -> Position {
        let number = try int(column)
        guard let position = Position(Int64(number)) else { preconditionFailure("the tables let no negative number in: \(number)") }
        return position
    }

    /// Position and unread count, from `column` on.
    func inboxState(_ column: Int) throws(PostgresError) -> InboxState {
        InboxState(position: try position(column), unread: Int64(try int(column + 1)))
    }

    /// changed, position, unread.
    func update() throws(PostgresError) -> InboxUpdate { InboxUpdate(state: try inboxState(1), changed: try bool(0)) }

    /// seq, kind, notification, from `column` on.
    func change(_ column: Int) throws(PostgresError) -> InboxChange {
        let kind = try text(column + 1)
        guard let known = InboxChangeKind(rawValue: kind),
            let change = InboxChange(known, at: try position(column), notificationID: try idOrNil(column + 2))
        else { preconditionFailure("\(kind) is not a change the table lets in") }
        return change
    }
}

extension InboxNotification {
    /// Nil where an outer join found none.
    init?(_ row: PostgresRow, from column: Int) throws(PostgresError) {
        guard !row.isNull(column) else { return nil }
        self.init(
            id: try row.id(column), position: try row.position(column + 1), type: try row.text(column + 2),
            title: try row.text(column + 3), message: try row.text(column + 4), read: try row.bool(column + 5),
            metadata: try row.text(column + 6), createdAt: try row.instant(column + 7))
    }
}

extension PostgresValue {
    static func idArray<Entity>(_ ids: [Identifier<Entity>]) -> PostgresValue {
        .uuidArray(ids.map { PostgresUUID(high: $0.uuid.high, low: $0.uuid.low) })
    }
}
