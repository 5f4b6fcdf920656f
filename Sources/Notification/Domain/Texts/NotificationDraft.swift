package import Contracts

/// A notification that has been worded and not yet delivered: for whom, and what it says.
package struct NotificationDraft: Sendable, Equatable {
    package let recipient: UserID
    /// Patient or doctor: which side of the appointment the recipient is on.
    package let role: Role
    /// At most 255 characters.
    package let title: String
    package let message: String

    package init(recipient: UserID, role: Role, title: String, message: String) {
        self.recipient = recipient
        self.role = role
        self.title = title
        self.message = message
    }
}
