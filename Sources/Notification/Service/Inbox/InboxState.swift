import NotificationDomain

/// How far an inbox has come, and what its badge shows. Both are of the same moment.
struct InboxState: Sendable, Equatable {
    /// The number of the last thing that happened to it.
    let position: Position
    let unread: Int64

    /// An inbox nothing has happened to yet.
    static let empty = InboxState(position: .start, unread: 0)
}
