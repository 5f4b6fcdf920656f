import Contracts
import NotificationDomain
import Postgres

/// What has been kept long enough. Each method does a bounded piece in one statement; call it again until it finds nothing.
protocol RetentionStore: Sendable {
    /// Deletes old notifications as their owners would: each deletion takes the next number of its inbox and is one of its changes, so
    /// that the badge, the list and open sockets stay right.
    func deleteNotifications(before end: Instant, atMost limit: Int) async throws(PostgresError) -> [ExpiredNotification]

    /// Forgets what happened to inboxes, always from an inbox' beginning, so that what is kept has no gap. Who resumes from before is told
    /// to load the list. Answers how many changes.
    func forgetChanges(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int

    /// Forgets which events were delivered: one that came again would be new.
    func forgetDeliveries(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int

    /// Forgets e-mails that could not be sent.
    func forgetFailedEmails(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int
}

/// A notification that was too old, and its inbox right after it had gone.
struct ExpiredNotification: Sendable, Equatable {
    let id: NotificationID
    let owner: UserID
    let state: InboxState
}
