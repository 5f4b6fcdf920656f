import Contracts

/// What a mail carries for the calendar: the appointment as it is after an event, or its cancellation (RFC 5546). It is the same
/// visit that the calendar's subscription shows, under the same UID and SEQUENCE, titled in the recipient's language. Its start is
/// in UTC, which needs no zone.
enum CalendarInvitation {
    /// Nil for events that change nothing a calendar shows. `now`: when it is written.
    static func make(
        _ event: AppointmentEvent, for role: Role, in words: Words, by organizer: CalendarOrganizer, at now: Instant
    ) -> String? {
        let method: CalendarObject.Method
        switch event.type {
        case .created, .approved, .rescheduled: method = .publish
        case .rejected, .cancelled: method = .cancel
        case .completed, .reopened, .reminder, .viewed, .unsealed: return nil
        }
        var object = CalendarObject(method, by: organizer)
        object.visits = [
            CalendarVisit(
                id: event.appointmentID, sequence: CalendarVisit.sequence(of: event), status: event.status,
                start: .instant(event.startsAt), minutes: CalendarVisit.minutes(from: event.startsAt, to: event.endsAt),
                summary: words.say(
                    .calendarEntry,
                    ["name": .own(role == .doctor ? words.person(event.patientName) : words.doctor(event.doctorName))]),
                updatedAt: event.updatedAt)
        ]
        return String(decoding: object.encoded(at: now), as: UTF8.self)
    }
}
