/// An appointment as calendar programs hold it: a VEVENT (RFC 5545 section 3.6.1). The feed, the single file and mails write it alike,
/// under one UID and one SEQUENCE, so that a program that gets it from all of them holds it once and takes the newest. Reasons and notes
/// are left out: calendars are copied to places where health data do not belong.
package struct CalendarVisit {
    package enum Start: Equatable {
        case instant(Instant)
        /// What the clock shows in a zone that is in the object, too. A time that it shows twice is the first (section 3.3.5).
        case wall(CalendarDate, WallTime, zone: String)
    }

    package var id: AppointmentID
    package var sequence: Int64
    package var status: AppointmentStatus
    package var start: Start
    /// A length, unlike an end, is never in doubt when clocks are changed.
    package var minutes: Int64
    package var summary: String
    package var createdAt: Instant?
    package var updatedAt: Instant?

    package init(
        id: AppointmentID, sequence: Int64, status: AppointmentStatus, start: Start, minutes: Int64, summary: String,
        createdAt: Instant? = nil, updatedAt: Instant? = nil
    ) {
        self.id = id
        self.sequence = sequence
        self.status = status
        self.start = start
        self.minutes = minutes
        self.summary = summary
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Never changes (section 3.8.4.7).
    package static func uid(of id: AppointmentID) -> String { "\(id)@appointments.clinic" }

    /// Grows with every change of what a calendar shows (section 3.8.7.4), names included: each change of the appointment raises its
    /// version, each change of a name `renames`. Within the range of INTEGER (section 3.3.8) whatever the two numbers are.
    package static func sequence(version: Int64, renames: Int64) -> Int64 {
        let most = Int64(Int32.max)
        return min(min(max(version, 1), most) - 1 + min(max(renames, 0), most), most)
    }

    /// The appointment's SEQUENCE right after the event. Older services do not send one, and know of no changes of names.
    package static func sequence(of event: AppointmentEvent) -> Int64 {
        event.sequence ?? sequence(version: event.version, renames: 0)
    }

    /// The title for the person who meets `name`.
    package static func summary(with name: String) -> String { "Appointment with \(name)" }

    package static func minutes(from start: Instant, to end: Instant) -> Int64 { (end.seconds - start.seconds) / 60 }

    func write(to lines: inout ContentLines, by organizer: CalendarOrganizer, at now: Instant) {
        lines.append("BEGIN:VEVENT")
        lines.append("UID:\(Self.uid(of: id))")
        // With a METHOD it is when the object was written (section 3.8.7.2).
        lines.append("DTSTAMP:\(CalendarText.utc(now))")
        if let createdAt { lines.append("CREATED:\(CalendarText.utc(createdAt))") }
        if let updatedAt { lines.append("LAST-MODIFIED:\(CalendarText.utc(updatedAt))") }
        lines.append("SEQUENCE:\(min(max(sequence, 0), Int64(Int32.max)))")
        switch start {
        case .instant(let instant): lines.append("DTSTART:\(CalendarText.utc(instant))")
        case .wall(let date, let time, let zone): lines.append("DTSTART;TZID=\(zone):\(CalendarText.wall(date, time))")
        }
        lines.append("DURATION:PT\(max(minutes, 0))M")
        lines.append(organizer.line)
        lines.append("SUMMARY", text: summary)
        lines.append("STATUS:\(status.inCalendars)")
        lines.append("TRANSP:\(status.holdsItsTime ? "OPAQUE" : "TRANSPARENT")")
        lines.append("CLASS:PRIVATE")
        lines.append("END:VEVENT")
    }
}

extension AppointmentStatus {
    fileprivate var inCalendars: String {
        switch self {
        case .pending: "TENTATIVE"
        case .approved, .completed: "CONFIRMED"
        case .rejected, .cancelled: "CANCELLED"
        }
    }
}
