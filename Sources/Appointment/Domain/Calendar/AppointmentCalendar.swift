package import Contracts

/// Appointments as an iCalendar object (RFC 5545), for calendar programs that fetch it again and again: a UID never changes, SEQUENCE
/// is the version, and what was cancelled stays in as CANCELLED. Reasons and notes are left out: calendars are copied to places that
/// health data have no business in.
package struct AppointmentCalendar {
    private let appointments: [Appointment]
    private let reader: UserID?

    /// `reader`: whose calendar it is; nil for one who is neither patient nor doctor of it.
    package init(_ appointments: [Appointment], for reader: UserID?) {
        self.appointments = appointments
        self.reader = reader
    }

    package static let contentType = "text/calendar; charset=utf-8"

    package func encoded() -> [UInt8] {
        var lines = ContentLines()
        for line in [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Clinic//Appointments//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            "X-WR-CALNAME:Appointments", "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M",
        ] { lines.append(line) }
        let zones = zones()
        for identifier in zones.keys.sorted() { zones[identifier].map { append($0, to: &lines) } }
        for appointment in appointments { append(appointment, in: zones[appointment.time.timeZone], to: &lines) }
        lines.append("END:VCALENDAR")
        return lines.bytes
    }

    // MARK: Appointments

    private func append(_ appointment: Appointment, in zone: Zone?, to lines: inout ContentLines) {
        lines.append("BEGIN:VEVENT")
        lines.append("UID:\(appointment.id)@appointments.clinic")
        lines.append("DTSTAMP:\(Self.utc(appointment.updatedAt))")
        lines.append("CREATED:\(Self.utc(appointment.createdAt))")
        lines.append("LAST-MODIFIED:\(Self.utc(appointment.updatedAt))")
        lines.append("SEQUENCE:\(appointment.version - 1)")
        let time = appointment.time
        // A local time that the clock shows twice is the first one here as there (section 3.3.5); a length, unlike an end, is never
        // in doubt.
        lines.append(
            zone == nil ? "DTSTART:\(Self.utc(time.startsAt))" : "DTSTART;TZID=\(time.timeZone):\(Self.local(time.date, time.time))"
        )
        lines.append("DURATION:PT\((time.endsAt.seconds - time.startsAt.seconds) / 60)M")
        lines.append("SUMMARY", text: summary(appointment))
        lines.append("STATUS:\(Self.status(appointment.status))")
        lines.append("TRANSP:\(appointment.status.takesTime ? "OPAQUE" : "TRANSPARENT")")
        lines.append("CLASS:PRIVATE")
        lines.append("END:VEVENT")
    }

    private func summary(_ appointment: Appointment) -> String {
        switch reader {
        case appointment.patientID?: "Appointment with \(appointment.doctorName)"
        case appointment.doctorID?: "Appointment with \(appointment.patientName)"
        default: "Appointment of \(appointment.patientName) with \(appointment.doctorName)"
        }
    }

    private static func status(_ status: AppointmentStatus) -> String {
        switch status {
        case .pending: "TENTATIVE"
        case .approved, .completed: "CONFIRMED"
        case .rejected, .cancelled: "CANCELLED"
        }
    }

    // MARK: Zones

    /// Those that this machine knows; an appointment in another one is told in UTC.
    private func zones() -> [String: Zone] {
        var zones: [String: Zone] = [:]
        for name in Set(appointments.map(\.time.timeZone)) { zones[name] = Zone(name) }
        return zones
    }

    /// Every change of the clocks from a year before the first appointment in the zone to a year after the last, one by one: so it
    /// says what our tables say, whatever rule a program would derive (section 3.6.5).
    private func append(_ zone: Zone, to lines: inout ContentLines) {
        let starts = appointments.filter { $0.time.timeZone == zone.identifier }.map(\.time.startsAt)
        guard let first = starts.min(), let last = starts.max() else { return }
        lines.append("BEGIN:VTIMEZONE")
        lines.append("TZID:\(zone.identifier)")
        for change in zone.changes(from: first.adding(days: -366), to: last.adding(days: 366)) {
            let kind = change.isDaylight ? "DAYLIGHT" : "STANDARD"
            lines.append("BEGIN:\(kind)")
            lines.append("DTSTART:\(Self.stamp(change.at.adding(seconds: Int64(change.offsetBefore))))")
            lines.append("TZOFFSETFROM:\(Self.offset(change.offsetBefore))")
            lines.append("TZOFFSETTO:\(Self.offset(change.offset))")
            if !change.name.isEmpty { lines.append("TZNAME", text: change.name) }
            lines.append("END:\(kind)")
        }
        lines.append("END:VTIMEZONE")
    }

    // MARK: Values

    private static func utc(_ instant: Instant) -> String { stamp(instant) + "Z" }

    /// The wall of UTC at `instant`, to the second: `20261215T100000`.
    private static func stamp(_ instant: Instant) -> String {
        let text = instant.description
        return String(text.prefix(19).filter { $0 != "-" && $0 != ":" })
    }

    private static func local(_ date: CalendarDate, _ time: WallTime) -> String {
        date.description.filter { $0 != "-" } + "T" + time.description.filter { $0 != ":" } + "00"
    }

    private static func offset(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let size = abs(seconds)
        let text = (seconds < 0 ? "-" : "+") + two(size / 3_600) + two(size / 60 % 60)
        return size % 60 == 0 ? text : text + two(size % 60)
    }
}

extension AppointmentStatus {
    /// Whether it keeps its two people busy.
    fileprivate var takesTime: Bool {
        switch self {
        case .pending, .approved, .completed: true
        case .rejected, .cancelled: false
        }
    }
}
