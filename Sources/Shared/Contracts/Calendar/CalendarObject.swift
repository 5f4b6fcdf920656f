/// An iCalendar object about appointments (RFC 5545): a VCALENDAR with the zones and visits in it.
package struct CalendarObject {
    /// RFC 5546: an offer (section 3.2.1) or a withdrawal (section 3.2.5). Nobody is named as ATTENDEE and so nobody is asked to answer:
    /// programs that put invitations into a calendar by themselves would show a visit beside the subscription's.
    package enum Method: String {
        case publish = "PUBLISH"
        case cancel = "CANCEL"
    }

    package var method = Method.publish
    package var organizer: CalendarOrganizer
    /// For a program that shows the whole as a calendar of its own (RFC 7986 sections 5.1 and 5.2), and reads it again.
    package var name: String?
    package var description: String?
    package var zones: [CalendarZone] = []
    package var visits: [CalendarVisit] = []

    package static let contentType = "text/calendar; charset=utf-8"

    package init(_ method: Method = .publish, by organizer: CalendarOrganizer) {
        self.method = method
        self.organizer = organizer
    }

    /// `now`: when it is written. An object holds at least one component (RFC 5545 section 3.6).
    package func encoded(at now: Instant) -> [UInt8] {
        precondition(!zones.isEmpty || !visits.isEmpty, "a calendar without a component is none")
        var lines = ContentLines()
        lines.append("BEGIN:VCALENDAR")
        lines.append("VERSION:2.0")
        lines.append("PRODID:-//Clinic//Appointments//EN")
        lines.append("CALSCALE:GREGORIAN")
        lines.append("METHOD:\(method.rawValue)")
        if let name {
            for property in ["NAME", "X-WR-CALNAME"] { lines.append(property, text: name) }
            for line in ["REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M"] { lines.append(line) }
        }
        if let description { for property in ["DESCRIPTION", "X-WR-CALDESC"] { lines.append(property, text: description) } }
        for zone in zones { zone.write(to: &lines) }
        for visit in visits { visit.write(to: &lines, by: organizer, at: now) }
        lines.append("END:VCALENDAR")
        return lines.bytes
    }
}
