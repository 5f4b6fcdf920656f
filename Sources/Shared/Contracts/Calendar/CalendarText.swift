/// How iCalendar writes times (RFC 5545 section 3.3).
enum CalendarText {
    /// `20261215T090000Z`, the fraction of a second dropped.
    static func utc(_ instant: Instant) -> String { wall(instant.seconds) + "Z" }

    /// `20261215T100000`.
    static func wall(_ date: CalendarDate, _ time: WallTime) -> String {
        date.description.filter { $0 != "-" } + "T" + time.description.filter { $0 != ":" } + "00"
    }

    /// The same of a wall clock that showed `second` after the epoch's midnight.
    static func wall(_ second: Int64) -> String {
        String(Instant(seconds: second).description.prefix(19).filter { $0 != "-" && $0 != ":" })
    }

    /// `+0100`, `-003015`: seconds east of UTC (section 3.3.14).
    static func offset(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let size = abs(seconds)
        let text = (seconds < 0 ? "-" : "+") + two(size / 3_600) + two(size / 60 % 60)
        return size % 60 == 0 ? text : text + two(size % 60)
    }
}
