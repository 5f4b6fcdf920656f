import Contracts

/// The parts the sentences about one event are put together from.
struct Wording {
    private let event: AppointmentEvent
    private let quotesReasons: Bool

    init(_ event: AppointmentEvent, quotesReasons: Bool = true) {
        self.event = event
        self.quotesReasons = quotesReasons
    }

    var patient: String { event.patientName }

    /// `Dr. Ada Lovelace`; a name that brings its own title keeps it.
    var doctor: String {
        let titles = ["dr.", "dr ", "prof.", "prof "]
        let name = event.doctorName.lowercased()
        return titles.contains(where: name.hasPrefix) ? event.doctorName : "Dr. \(event.doctorName)"
    }

    /// `Tuesday, 15 December 2026 at 10:00 (Europe/Berlin)`.
    var when: String { "\(Self.spell(event.date)) at \(event.time) (\(event.timeZone))" }

    /// Where a moved appointment came from, if the event says so: `, from Monday, 14 December 2026 at 09:00`.
    var before: String {
        guard let date = event.previousDate, let time = event.previousTime else { return "" }
        return ", from \(Self.spell(date)) at \(time)"
    }

    /// How far off a reminded appointment is, if the event says so, in front of a sentence: `in 24 hours `, `in 90 minutes `.
    var soon: String {
        guard let minutes = event.leadMinutes, minutes > 0 else { return "" }
        if minutes % 60 != 0 { return "in \(minutes) minute\(minutes == 1 ? "" : "s") " }
        return "in \(minutes / 60) hour\(minutes == 60 ? "" : "s") "
    }

    /// Title of a cancellation, the same for both: `Appointment cancelled by doctor`.
    var cancelledTitle: String {
        switch event.cancelledBy {
        case .patient: "Appointment cancelled by patient"
        case .doctor: "Appointment cancelled by doctor"
        case .admin: "Appointment cancelled by admin"
        case .system: "Appointment cancelled by system"
        case nil: "Appointment cancelled"
        }
    }

    /// Who cancelled, in the middle of a sentence said to somebody else.
    var canceller: String {
        switch event.cancelledBy {
        case .patient: "patient \(patient)"
        case .doctor: "doctor \(event.doctorName)"
        case .admin: "an admin of the clinic"
        case .system: "the system: nobody had answered the request when its time came"
        case nil: "the clinic"
        }
    }

    var cancellationReason: String { because(event.cancellationReason) }

    /// ` Reason: …`, or nothing.
    func because(_ reason: String?) -> String {
        guard quotesReasons, let reason, !reason.isEmpty else { return "" }
        return " Reason: \(reason)"
    }

    private static func spell(_ date: CalendarDate) -> String {
        let (year, month, day) = date.components
        return "\(weekdays[date.weekday.rawValue - 1]), \(day) \(months[month - 1]) \(year)"
    }

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
}
