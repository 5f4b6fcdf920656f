package import Contracts

/// Who hears of an event, and in which words. Everything people read in their inbox about appointments is written here.
///
/// | event | patient | doctor |
/// |---|---|---|
/// | created | ● | ● |
/// | approved, rejected, completed, reminder | ● | |
/// | cancelled | ● | ● |
/// | rescheduled | unless he moved it | unless he moved it |
///
/// Each message names the other person and the wall date and time with its zone. Reasons somebody gave for rejecting or
/// cancelling are quoted; the reason for the visit and the notes are not: they have no place on a lock screen.
package enum NotificationText {
    /// One draft for each recipient, the patient's first. `quotingReasons`: whether what somebody gave as a reason is said again.
    package static func make(_ event: AppointmentEvent, quotingReasons: Bool = true) -> [NotificationDraft] {
        let wording = Wording(event, quotesReasons: quotingReasons)
        var drafts: [NotificationDraft] = []
        if let (title, message) = forPatient(event, wording) {
            drafts.append(NotificationDraft(recipient: event.patientID, role: .patient, title: title, message: message))
        }
        if let (title, message) = forDoctor(event, wording) {
            drafts.append(NotificationDraft(recipient: event.doctorID, role: .doctor, title: title, message: message))
        }
        return drafts
    }

    private static func forPatient(_ event: AppointmentEvent, _ say: Wording) -> (title: String, message: String)? {
        let appointment = "Your appointment with \(say.doctor) on \(say.when)"
        switch event.type {
        case .created:
            return (
                "Appointment requested",
                "Your appointment request has been submitted. You asked to see \(say.doctor) on \(say.when)."
            )
        case .approved:
            return ("Appointment approved", "\(appointment) has been approved.")
        case .rejected:
            return ("Appointment rejected", "\(appointment) has been rejected.\(say.because(event.rejectionReason))")
        case .cancelled:
            if event.cancelledBy == .patient {
                return (
                    say.cancelledTitle, "You cancelled your appointment with \(say.doctor) on \(say.when).\(say.cancellationReason)"
                )
            }
            return (say.cancelledTitle, "\(appointment) was cancelled by \(say.canceller).\(say.cancellationReason)")
        case .completed:
            return ("Appointment completed", "\(appointment) has been completed.")
        case .rescheduled:
            guard event.actor.role != .patient else { return nil }
            return ("Appointment moved", "Your appointment with \(say.doctor) has been moved to \(say.when)\(say.before).")
        case .reminder:
            return ("Appointment reminder", "Reminder: \(say.soon)you have an appointment with \(say.doctor) on \(say.when).")
        }
    }

    private static func forDoctor(_ event: AppointmentEvent, _ say: Wording) -> (title: String, message: String)? {
        switch event.type {
        case .created:
            return ("New appointment request", "You have a new appointment request from \(say.patient) for \(say.when).")
        case .cancelled:
            if event.cancelledBy == .doctor {
                return (
                    say.cancelledTitle, "You cancelled the appointment with \(say.patient) on \(say.when).\(say.cancellationReason)"
                )
            }
            return (
                say.cancelledTitle,
                "The appointment with \(say.patient) on \(say.when) was cancelled by \(say.canceller).\(say.cancellationReason)"
            )
        case .rescheduled:
            guard event.actor.role != .doctor else { return nil }
            let request = event.status == .pending ? " It needs your approval." : ""
            return (
                "Appointment moved",
                "The appointment with \(say.patient) has been moved to \(say.when)\(say.before).\(request)"
            )
        case .approved, .rejected, .completed, .reminder:
            return nil
        }
    }
}
