/// A day of the proleptic Gregorian calendar, by pure arithmetic on the count of days since 1970-01-01. Meant for years within
/// ±30,000; the calendar of the API, 0001 to 9999, is `CalendarDate`.
package struct CivilDate: Equatable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date of a day number.
    ///
    /// Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022): a division by a constant
    /// that yields quotient and remainder by one multiplication each. Years begin in March, so that the leap day is the last of its year.
    @inline(__always)
    package init(epochDay: Int) {
        let shifted = UInt32(truncatingIfNeeded: epochDay &+ 719_468 &+ Self.eras &* 146_097)
        let quarterDays = 4 &* shifted &+ 3
        let century = quarterDays / 146_097
        let dayOfCentury = (quarterDays % 146_097) | 3
        let years = UInt64(2_939_745) &* UInt64(dayOfCentury)
        let yearOfCentury = UInt32(truncatingIfNeeded: years >> 32)
        let dayOfYear = UInt32(truncatingIfNeeded: years) / 2_939_745 / 4
        let months = 2_141 &* dayOfYear &+ 197_913
        let isNextYear = dayOfYear >= 306
        year = Int(100 &* century &+ yearOfCentury &+ (isNextYear ? 1 : 0)) &- Self.eras &* 400
        month = Int(months >> 16 &- (isNextYear ? 12 : 0))
        day = Int((months & 0xFFFF) / 2_141 &+ 1)
    }

    /// Periods of 400 years that are added so that the arithmetic can be unsigned.
    private static let eras = 82

    /// Days since 1970-01-01; negative before. After Howard Hinnant's "chrono-compatible low-level date algorithms". A day beyond the
    /// month's end counts on into the next.
    package var epochDay: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 is Sunday.
    package static func weekday(epochDay: Int) -> Int {
        let remainder = (epochDay % 7 + 4) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    package static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// `month` from 1 to 12.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
