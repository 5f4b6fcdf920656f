import NotificationDomain

/// A part of an inbox' list, newest first, and the state of the inbox at that moment.
struct InboxPage: Sendable, Equatable {
    let state: InboxState
    let notifications: [InboxNotification]
}
