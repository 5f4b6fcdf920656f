import Contracts

extension ClockRule.Moment {
    /// The days of the moment in every year as an RRULE's value (RFC 5545 section 3.3.10); nil when no value says it.
    ///
    /// A time of more than a day, or less than none, moves the day: `M10.5.4/24` is the Friday after the last Thursday of October, one of
    /// seven days that may reach into the next month. Counted from the year's end, such days are the same in leap years.
    var recurrence: String? {
        let shift = (time - (time % 86_400 + 86_400) % 86_400) / 86_400
        switch day {
        case .ofMonth(let month, let week, let weekday):
            let name = Self.weekdays[((weekday + shift) % 7 + 7) % 7]
            if shift == 0 { return "FREQ=YEARLY;BYMONTH=\(month);BYDAY=\(week == 5 ? -1 : week)\(name)" }
            // The last week of February has no fixed days.
            if month == 2, week == 5 { return nil }
            let length = CalendarDate.days(inMonth: month, of: 2001)
            let last = (week == 5 ? length : week * 7) + shift
            if last - 6 >= 1, last <= length {
                return "FREQ=YEARLY;BYMONTH=\(month);BYMONTHDAY=\(Self.list(last - 6...last));BYDAY=\(name)"
            }
            let before = (1..<month).reduce(0) { $0 + CalendarDate.days(inMonth: $1, of: 2001) }
            return Self.daysOfYear(before + last - 6...before + last, countedFrom: before + 1)
                .map { "FREQ=YEARLY;BYYEARDAY=\($0);BYDAY=\(name)" }
        case .ofCommonYear(let number):
            return Self.daysOfYear(number + shift...number + shift, countedFrom: number).map { "FREQ=YEARLY;BYYEARDAY=\($0)" }
        case .ofYear(let number):
            return (1...365).contains(number + 1 + shift) ? "FREQ=YEARLY;BYYEARDAY=\(number + 1 + shift)" : nil
        }
    }

    private static let weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]

    /// For days that are given by their number in a common year; nil when 29 February, or the year's end, is among them or between them and
    /// the day they are counted from.
    private static func daysOfYear(_ days: ClosedRange<Int>, countedFrom day: Int) -> String? {
        let (earlier, later) = (1...59, 60...365)
        if earlier.contains(day), earlier.contains(days.lowerBound), earlier.contains(days.upperBound) { return list(days) }
        guard later.contains(day), later.contains(days.lowerBound), later.contains(days.upperBound) else { return nil }
        return list(days.lowerBound - 366...days.upperBound - 366)
    }

    private static func list(_ days: ClosedRange<Int>) -> String { days.map(String.init).joined(separator: ",") }
}
