import Contracts
import NotificationDomain

/// What has happened to an inbox since a client last heard of it, as of one moment.
struct InboxHistory: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let change: InboxChange
        /// For an arrival the notification as it is now; nil when it has been deleted since.
        let notification: InboxNotification?
    }

    let state: InboxState
    /// The oldest change still stored.
    let firstKept: Position?
    /// Every change after the position asked for, in order; empty when there are more than `Resumption.limit`.
    let entries: [Entry]
}
