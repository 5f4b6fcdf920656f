package import Contracts

/// How a user wants to hear of one type of event.
package struct NotificationPreference: Sendable, Equatable {
    package let type: AppointmentEventType
    /// Whether it goes into the inbox, and so to the live sockets.
    package let inApp: Bool
    package let email: Bool

    package init(type: AppointmentEventType, inApp: Bool, email: Bool) {
        self.type = type
        self.inApp = inApp
        self.email = email
    }

    /// Until the user chooses: everything in the inbox; by e-mail also decisions, cancellations, moves, reminders,
    /// and that their record was opened.
    package static func standard(_ type: AppointmentEventType) -> NotificationPreference {
        let email =
            switch type {
            case .approved, .rejected, .cancelled, .rescheduled, .reminder, .unsealed: true
            case .created, .completed, .reopened, .viewed: false
            }
        return NotificationPreference(type: type, inApp: true, email: email)
    }
}
