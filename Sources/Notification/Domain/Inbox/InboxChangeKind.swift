/// What can happen to an inbox; each time is one row of `inbox_changes` and one live message.
package enum InboxChangeKind: String, Sendable, CaseIterable {
    /// A notification came in. The live message is `notification`; all others are `inbox`.
    case arrived
    case read
    case unread
    case deleted
    /// Everything with a smaller number was read.
    case allRead = "all-read"
    /// Everything with a smaller number was deleted.
    case allDeleted = "all-deleted"

    /// Whether it concerns the whole inbox rather than one notification.
    package var isAboutAll: Bool { self == .allRead || self == .allDeleted }
}
