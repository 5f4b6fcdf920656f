package import Contracts

/// A notification that has been worded and not yet delivered: for whom, and what it says.
package struct NotificationDraft: Sendable, Equatable {
    package let recipient: UserID
    /// Patient or doctor: which side of the appointment the recipient is on; or an admin, who reviews.
    package let role: Role
    /// The language of title and message.
    package let language: Language
    /// At most 255 characters.
    package let title: String
    package let message: String
    /// False for what goes only by mail: what the recipient did themselves.
    package let isForInbox: Bool

    package init(
        recipient: UserID, role: Role, language: Language = .standard, title: String, message: String, isForInbox: Bool = true
    ) {
        self.recipient = recipient
        self.role = role
        self.language = language
        self.title = title
        self.message = message
        self.isForInbox = isForInbox
    }
}
