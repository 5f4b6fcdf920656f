import Contracts
import Hosting
import NotificationDomain
import Postgres

/// What has been kept long enough, in notification_db. Each method does a bounded piece in one statement; call it again until it finds
/// nothing.
struct RetentionStore: Sendable {
    let pool: PostgresPool

    /// Deletes old notifications as their owners would: each deletion takes the next number of its inbox and is one of its changes, so
    /// that the badge, the list and open sockets stay right.
    func deleteNotifications(before end: Instant, atMost limit: Int) async throws(PostgresError) -> [ExpiredNotification] {
        var expired: [ExpiredNotification] = []
        for row in try await pool.query(RetentionStatements.notifications, [.instant(end), .int(limit)]) {
            expired.append(try ExpiredNotification(RowOf(row)))
        }
        return expired
    }

    /// Removes what happened to inboxes, always from an inbox' beginning, so that what is kept has no gap. Clients that resume from
    /// before are told to load the list. Returns how many changes were removed.
    func removeChanges(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int {
        try await pool.query(RetentionStatements.changes, [.instant(end), .int(limit)]).count
    }

    /// Forgets which events were delivered: one that came again would count as new.
    func removeDeliveries(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int {
        try await pool.query(RetentionStatements.deliveries, [.instant(end), .int(limit)]).count
    }

    /// Removes e-mails that could not be sent.
    func removeFailedEmails(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int {
        try await pool.query(RetentionStatements.emails, [.instant(end), .int(limit)]).count
    }
}

/// A notification that was too old, and its inbox right after it had gone.
struct ExpiredNotification: Sendable, Equatable {
    let id: NotificationID
    let owner: UserID
    let state: InboxState
}

extension ExpiredNotification {
    enum Column: String, ColumnList {
        case id
        case owner = "user_id"
        case position = "seq"
        case unread
    }

    fileprivate init(_ row: RowOf<Column>) throws(PostgresError) {
        let state = InboxState(position: try row.position(.position), unread: Int64(try row.int(.unread)))
        self.init(id: try row.id(.id), owner: try row.id(.owner), state: state)
    }
}
