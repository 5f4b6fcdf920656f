import Contracts
import NotificationDomain

/// A notification on its way into an inbox. The same event reaches the same recipient once, however often it is delivered.
struct NewNotification: Sendable, Equatable {
    let id: NotificationID
    let recipient: UserID
    let eventID: EventID
    let type: String
    let title: String
    let message: String
    /// A JSON object.
    let metadata: String
    /// What it says of which appointment: newer news decide whether its e-mail may still leave.
    let news: News
    /// False for what goes by mail alone.
    var isForInbox = true
    /// An e-mail to be sent as well, if the recipient wants e-mails of this type or has not said otherwise.
    var email: EmailText?

    struct News: Sendable, Equatable {
        let appointment: AppointmentID
        let version: Int64
        let status: AppointmentStatus
        let startsAt: Instant
        /// Whose data it is.
        let patient: UserID
        /// Of the request that made the change: 32 hexadecimal digits.
        var trace: String?
    }

    var isMailedByStandard: Bool {
        AppointmentEventType(rawValue: type).map { NotificationPreference.standard($0).email } ?? false
    }
}

/// A notification that is in its inbox now.
struct DeliveredNotification: Sendable, Equatable {
    let recipient: UserID
    let notification: InboxNotification
    /// Unread notifications right after its arrival; of one that had been delivered before: now.
    let unread: Int64
    /// False for an event that came again.
    let isNew: Bool
}
