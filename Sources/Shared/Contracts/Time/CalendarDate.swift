/// A day of the Gregorian calendar without time or zone, 0001-01-01 to 9999-12-31.
///
/// All arithmetic is on the count of days since 1970-01-01, after Howard Hinnant's "chrono-compatible low-level date
/// algorithms": exact over the whole range and without a table.
package struct CalendarDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01; negative before.
    package let daysSinceEpoch: Int

    package static let earliest = CalendarDate(checked: -719_162)
    package static let latest = CalendarDate(checked: 2_932_896)

    private init(checked days: Int) {
        daysSinceEpoch = days
    }

    /// Nil outside the years 1 to 9999.
    package init?(daysSinceEpoch days: Int) {
        guard (Self.earliest.daysSinceEpoch...Self.latest.daysSinceEpoch).contains(days) else { return nil }
        daysSinceEpoch = days
    }

    /// Nil when there is no such day: 31 April, 29 February of a common year, year 0.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
    }

    /// The day that many days later, or earlier when negative; nil outside the years 1 to 9999.
    package func adding(days: Int) -> CalendarDate? {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
        return overflow ? nil : CalendarDate(daysSinceEpoch: sum)
    }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday, ISO number 4.
        let number = ((daysSinceEpoch + 3) % 7 + 7) % 7 + 1
        return Weekday.allCases[number - 1]
    }

    package var year: Int { components.year }
    /// 1 to 12.
    package var month: Int { components.month }
    /// 1 to 31.
    package var day: Int { components.day }

    package var components: (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    package static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension CalendarDate: LosslessStringConvertible, ASCIIText {
    package static var longestText: Int { 10 }

    /// Reads `YYYY-MM-DD` (ISO 8601 calendar date, extended format; `full-date` of RFC 3339) and nothing else.
    package init?(_ text: String) {
        var digits = DigitReader(text)
        guard let year = digits.number(of: 4), digits.skip("-"), let month = digits.number(of: 2), digits.skip("-"),
            let day = digits.number(of: 2), digits.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// `YYYY-MM-DD`.
    package func write(to text: inout OutputSpan<UInt8>) {
        let (year, month, day) = components
        text.append(digits: 4, of: year)
        text.append("-")
        text.append(digits: 2, of: month)
        text.append("-")
        text.append(digits: 2, of: day)
    }
}
