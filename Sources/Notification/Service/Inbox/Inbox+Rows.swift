import Contracts
import Hosting
import NotificationDomain
import Postgres

extension RowOf {
    func position(_ column: C) throws(PostgresError) -> Position {
        try row.required(self[column], "a position", Position(Int64(try int(column))))
    }
}

extension InboxState {
    enum Column: String, ColumnList {
        case position = "last_seq"
        case unread
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        self.init(position: try row.position(.position), unread: Int64(try row.int(.unread)))
    }
}

/// How far somebody's inbox has come.
enum InboxPositionColumn: String, ColumnList {
    case owner = "user_id"
    case position = "last_seq"
}

extension InboxNotification {
    enum Column: String, ColumnList {
        case id
        case position = "seq"
        case type, title, message, read, metadata
        case createdAt = "created_at"
    }

    /// Nil where an outer join found none.
    init?(_ row: RowOf<Column>) throws(PostgresError) {
        guard !row.isNull(.id) else { return nil }
        self.init(
            id: try row.id(.id), position: try row.position(.position), type: try row.text(.type),
            title: try row.text(.title), message: try row.text(.message), read: try row.bool(.read),
            metadata: try row.text(.metadata), createdAt: try row.instant(.createdAt))
    }
}

extension InboxHistory {
    /// In a row these stand between the inbox' state and the notification that has arrived.
    enum Column: String, ColumnList {
        case firstKept = "oldest.seq"
        case position = "c.seq"
        case kind = "c.kind"
        case notification = "c.notification_id"
    }
}

extension InboxChange {
    /// Nil where an outer join found none.
    init?(_ row: RowOf<InboxHistory.Column>) throws(PostgresError) {
        guard !row.isNull(.position) else { return nil }
        let kind = try row.word(.kind, "a change", InboxChangeKind.init(rawValue:))
        let change = InboxChange(kind, at: try row.position(.position), notificationID: try row.idOrNil(.notification))
        self = try row.row.required(row[.kind], "a change", change)
    }
}

extension DeliveredNotification {
    enum Column: String, ColumnList {
        /// Which of the notifications that were given, from 1.
        case number = "ord"
        case isNew = "is_new"
        case id
        case position = "seq"
        case unread
        case createdAt = "created_at"
        case read
        /// The words of one that was delivered before, which may be in another language; null for a new one.
        case title, message, metadata
    }

    /// Nil for one that lies in no inbox: deleted since, or never wanted there.
    init?(_ row: RowOf<Column>, among notifications: [NewNotification]) throws(PostgresError) {
        guard !row.isNull(.position) else { return nil }
        let new = notifications[try row.int(.number) - 1]
        let notification = InboxNotification(
            id: try row.id(.id), position: try row.position(.position), type: new.type,
            title: try row.textOrNil(.title) ?? new.title, message: try row.textOrNil(.message) ?? new.message,
            read: try row.bool(.read), metadata: try row.textOrNil(.metadata) ?? new.metadata,
            createdAt: try row.instant(.createdAt))
        self.init(
            recipient: new.recipient, notification: notification, unread: Int64(try row.int(.unread)),
            isNew: try row.bool(.isNew))
    }
}

extension InboxUpdate {
    /// `box`: the inbox before; `a`: after the change, if there was any.
    enum Column: String, ColumnList {
        case isChanged = "a.user_id IS NOT NULL"
        case position = "coalesce(a.last_seq, box.last_seq)"
        case unread = "coalesce(a.unread, box.unread)"
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        let state = InboxState(position: try row.position(.position), unread: Int64(try row.int(.unread)))
        self.init(state: state, changed: try row.bool(.isChanged))
    }
}

/// What a statement on a whole inbox returns before the update.
enum WholeInboxColumn: String, ColumnList {
    /// False when another change got in between: nothing was done.
    case isCurrent = "EXISTS (SELECT FROM ready)"
}
