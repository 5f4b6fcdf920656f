import Basics

/// A day of the Gregorian calendar without time or zone, 0001-01-01 to 9999-12-31.
///
/// All arithmetic is on the count of days since 1970-01-01 (`CivilDate`): exact over the whole range and without a table.
package struct CalendarDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01; negative before.
    package let daysSinceEpoch: Int

    package static let earliest = CalendarDate(checked: -719_162)
    package static let latest = CalendarDate(checked: 2_932_896)

    private init(checked days: Int) {
        daysSinceEpoch = days
    }

    /// `days`: no more than the calendar has.
    init(daysAfterEarliest days: Int) {
        assert((0...Self.latest.daysSinceEpoch - Self.earliest.daysSinceEpoch).contains(days))
        daysSinceEpoch = Self.earliest.daysSinceEpoch + days
    }

    /// Nil outside the years 1 to 9999.
    package init?(daysSinceEpoch days: Int) {
        guard (Self.earliest.daysSinceEpoch...Self.latest.daysSinceEpoch).contains(days) else { return nil }
        daysSinceEpoch = days
    }

    /// The day of a second since the epoch, on a clock that shows UTC; nil outside the years 1 to 9999.
    package init?(holding second: Int64) { self.init(daysSinceEpoch: Int(second.floored(by: 86_400))) }

    /// Nil when there is no such day: 31 April, 29 February of a common year, year 0.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        daysSinceEpoch = CivilDate(year: year, month: month, day: day).epochDay
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
        let date = civil
        return (date.year, date.month, date.day)
    }

    private var civil: CivilDate { CivilDate(epochDay: daysSinceEpoch) }

    package static func isLeap(_ year: Int) -> Bool { CivilDate.isLeap(year) }

    package static func days(inMonth month: Int, of year: Int) -> Int { CivilDate.days(inMonth: month, of: year) }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension CalendarDate: LosslessStringConvertible, ASCIIText {
    @inlinable package static var longestText: Int { 10 }

    /// Reads `YYYY-MM-DD` (ISO 8601 calendar date, extended format; `full-date` of RFC 3339) and nothing else.
    package init?(_ text: String) {
        var digits = DigitReader(text)
        guard let year = digits.number(of: 4), digits.skip("-"), let month = digits.number(of: 2), digits.skip("-"),
            let day = digits.number(of: 2), digits.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// `YYYY-MM-` and `DD`.
    @inline(__always)
    var words: (ASCIIWord, ASCIIWord) {
        let (date, year) = (civil, UInt32(truncatingIfNeeded: civil.year))
        let digits = ASCIIWord.pairs(
            year / 100, year % 100, UInt32(truncatingIfNeeded: date.month), UInt32(truncatingIfNeeded: date.day))
        var first = ASCIIWord()
        first.append(digits, 4)
        first.append("-")
        first.append(digits >> 32, 2)
        first.append("-")
        var second = ASCIIWord()
        second.append(digits >> 48, 2)
        return (first, second)
    }

    /// `YYYY-MM-DD`.
    @usableFromInline package func write(to text: inout OutputSpan<UInt8>) {
        let (yearAndMonth, day) = words
        text.append(yearAndMonth, day)
    }
}
