/// The clocks of a zone as an iCalendar object carries them: a VTIMEZONE (RFC 5545 section 3.6.5).
package struct CalendarZone: Equatable {
    /// How the clocks stand from `onset` on; with a rule, from then on in every year.
    package struct Observance: Equatable {
        package var isDaylight: Bool
        /// What an unchanged clock shows then, in seconds after the epoch's midnight.
        package var onset: Int64
        /// Seconds east of UTC, before and from then on.
        package var offsetBefore: Int
        package var offset: Int
        /// `CEST`; may be empty.
        package var name: String
        /// An RRULE's value (section 3.3.10), the first of whose times is `onset`.
        package var rule: String?

        package init(isDaylight: Bool, onset: Int64, offsetBefore: Int, offset: Int, name: String, rule: String? = nil) {
            self.isDaylight = isDaylight
            self.onset = onset
            self.offsetBefore = offsetBefore
            self.offset = offset
            self.name = name
            self.rule = rule
        }
    }

    package var identifier: String
    /// At least one.
    package var observances: [Observance]

    package init(identifier: String, observances: [Observance]) {
        self.identifier = identifier
        self.observances = observances
    }

    func write(to lines: inout ContentLines) {
        lines.append("BEGIN:VTIMEZONE")
        lines.append("TZID:\(identifier)")
        for observance in observances {
            let kind = observance.isDaylight ? "DAYLIGHT" : "STANDARD"
            lines.append("BEGIN:\(kind)")
            lines.append("DTSTART:\(CalendarText.wall(observance.onset))")
            lines.append("TZOFFSETFROM:\(CalendarText.offset(observance.offsetBefore))")
            lines.append("TZOFFSETTO:\(CalendarText.offset(observance.offset))")
            if let rule = observance.rule { lines.append("RRULE:\(rule)") }
            if !observance.name.isEmpty { lines.append("TZNAME", text: observance.name) }
            lines.append("END:\(kind)")
        }
        lines.append("END:VTIMEZONE")
    }
}
