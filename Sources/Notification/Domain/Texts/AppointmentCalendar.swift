import Contracts

/// An appointment as an iCalendar object (RFC 5545, RFC 5546): put into a calendar when it is approved, taken out again when it is
/// cancelled. Nothing clinical is in it.
enum AppointmentCalendar {
    /// Nil for events that change nobody's calendar.
    static func make(_ event: AppointmentEvent, for role: Role) -> String? {
        let isCancelled: Bool
        switch event.type {
        case .approved: isCancelled = false
        case .cancelled: isCancelled = true
        default: return nil
        }
        let other = role == .doctor ? event.patientName : Wording(event).doctor
        let lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//clinic//notification//EN", "METHOD:\(isCancelled ? "CANCEL" : "PUBLISH")",
            "BEGIN:VEVENT",
            "UID:\(event.appointmentID)@clinic",
            // Grows with each change, so that a calendar knows which of two is newer.
            "SEQUENCE:\(event.version)",
            "DTSTAMP:\(basic(event.startsAt))",
            "DTSTART:\(basic(event.startsAt))",
            "DTEND:\(basic(event.endsAt))",
            "SUMMARY:\(escape("Appointment with \(other)"))",
            "STATUS:\(isCancelled ? "CANCELLED" : "CONFIRMED")",
            "END:VEVENT", "END:VCALENDAR",
        ]
        return lines.map(fold).joined(separator: "\r\n") + "\r\n"
    }

    /// `20261215T090000Z`.
    private static func basic(_ instant: Instant) -> String {
        Instant(seconds: instant.seconds).description.filter { $0 != "-" && $0 != ":" }
    }

    /// RFC 5545 section 3.3.11. Control characters have no place in a text.
    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar.value != 0x7F {
            if scalar == "\\" || scalar == ";" || scalar == "," { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    /// No line longer than 75 octets (section 3.1); a character is not torn apart.
    private static func fold(_ line: String) -> String {
        var folded = ""
        var octets = 0
        for character in line.unicodeScalars {
            let size = String(character).utf8.count
            if octets + size > 75 {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(character)
            octets += size
        }
        return folded
    }
}
