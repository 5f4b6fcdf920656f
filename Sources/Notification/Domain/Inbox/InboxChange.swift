package import Contracts

/// One thing that happened to an inbox.
package struct InboxChange: Sendable, Equatable {
    package let position: Position
    package let kind: InboxChangeKind
    /// Nil exactly when the change is about all.
    package let notificationID: NotificationID?

    /// Nil when kind and id contradict each other.
    package init?(_ kind: InboxChangeKind, at position: Position, notificationID: NotificationID?) {
        guard kind.isAboutAll == (notificationID == nil) else { return nil }
        self.kind = kind
        self.position = position
        self.notificationID = notificationID
    }
}
