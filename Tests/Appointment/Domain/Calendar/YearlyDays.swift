import Contracts
import Synchronization
import Testing

/// The days of one year that a rule with FREQ=YEARLY names (RFC 5545 section 3.3.10), found by asking every day of it.
enum YearlyDays {
    private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    private static let known = Mutex<[String: [CalendarDate]]>([:])

    static func of(_ year: Int, by rule: String) throws -> [CalendarDate] {
        let key = "\(year) \(rule)"
        if let days = known.withLock({ $0[key] }) { return days }
        let days = try ask(year, rule)
        known.withLock { $0[key] = days }
        return days
    }

    private static func ask(_ year: Int, _ rule: String) throws -> [CalendarDate] {
        var parts: [String: [String]] = [:]
        for part in rule.split(separator: ";") {
            let pair = part.split(separator: "=")
            try #require(pair.count == 2)
            parts[String(pair[0])] = pair[1].split(separator: ",").map(String.init)
        }
        try #require(parts["FREQ"] == ["YEARLY"])
        try #require(Set(parts.keys).isSubset(of: ["FREQ", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY"]))
        func numbers(_ name: String) throws -> Set<Int>? { try parts[name].map { Set(try $0.map { try #require(Int($0)) }) } }
        let (months, monthDays, yearDays) = (try numbers("BYMONTH"), try numbers("BYMONTHDAY"), try numbers("BYYEARDAY"))
        let names = try parts["BYDAY"]?.map { text in
            (weekday: try #require(weekdays.firstIndex(of: String(text.suffix(2)))) + 1, week: Int(text.dropLast(2)))
        }
        let newYear = try #require(CalendarDate(year: year, month: 1, day: 1))
        let length = CalendarDate.isLeap(year) ? 366 : 365
        return (1...length).compactMap { dayOfYear in
            guard yearDays.map({ $0.contains(dayOfYear) || $0.contains(dayOfYear - length - 1) }) ?? true,
                let date = newYear.adding(days: dayOfYear - 1)
            else { return nil }
            let (_, month, day) = date.components
            guard months?.contains(month) ?? true, monthDays?.contains(day) ?? true else { return nil }
            guard let names else { return date }
            let isLast = day > CalendarDate.days(inMonth: month, of: year) - 7
            let isNamed = names.contains { name in
                name.weekday == date.weekday.rawValue
                    && (name.week == nil || name.week == (day + 6) / 7 || (name.week == -1 && isLast))
            }
            return isNamed ? date : nil
        }
    }
}
