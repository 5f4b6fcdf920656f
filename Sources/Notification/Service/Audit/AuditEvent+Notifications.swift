import Audit

/// What entries of this service call what was done.
extension AuditEvent {
    private static let notification = "Communication"

    static let list = Self("notification.list", .execute)
    /// What was missed is told to somebody's page.
    static let replay = Self("notification.replay", .execute)

    static let markRead = Self("notification.read", .update, of: notification)
    static let markUnread = Self("notification.unread", .update, of: notification)
    static let delete = Self("notification.delete", .delete, of: notification)
    static let markAllRead = Self("notification.read_all", .update)
    static let deleteAll = Self("notification.delete_all", .delete)
    static let expire = Self("notification.expire", .delete, of: notification)

    /// News of a patient are put into somebody else's inbox, and told to their open pages.
    static let deliver = Self("notification.deliver", .execute, of: "Appointment")
    /// An e-mail with news of a patient is written, to whomever.
    static let mail = Self("notification.mail", .execute, of: "Appointment")

    static let keepPreferences = Self("preferences.keep", .update)
}
