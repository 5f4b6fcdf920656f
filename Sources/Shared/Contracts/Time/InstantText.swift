extension Instant: ASCIIText {
    @inlinable package static var longestText: Int { 27 }

    /// RFC 3339 `date-time` in UTC: `2026-12-15T09:00:00Z`, with three digits of fraction when there are milliseconds and
    /// six when there are microseconds.
    @usableFromInline package func write(to text: inout OutputSpan<UInt8>) {
        // Counted from the first instant there is, nothing is negative.
        let microseconds = UInt64(bitPattern: microseconds &- Self.earliest.microseconds)
        let seconds = microseconds / 1_000_000
        let fraction = UInt32(truncatingIfNeeded: microseconds % 1_000_000)
        let days = Int(truncatingIfNeeded: seconds / 86_400)
        let secondOfDay = UInt32(truncatingIfNeeded: seconds % 86_400)
        var (yearAndMonth, time) = CalendarDate(daysAfterEarliest: days).words
        let digits = ASCIIWord.pairs(secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
        time.append("T")
        time.append(digits, 2)
        time.append(":")
        time.append(digits >> 16, 2)
        var end = ASCIIWord()
        end.append(":")
        end.append(digits >> 32, 2)
        if fraction == 0 {
            end.append("Z")
            return text.append(yearAndMonth, time, end)
        }
        let fractionDigits = ASCIIWord.pairs(fraction / 10_000, fraction / 100 % 100, fraction % 100)
        end.append(".")
        if fraction.isMultiple(of: 1000) {
            end.append(fractionDigits, 3)
            end.append("Z")
            return text.append(yearAndMonth, time, end)
        }
        end.append(fractionDigits, 4)
        var rest = ASCIIWord()
        rest.append(fractionDigits >> 32, 2)
        rest.append("Z")
        text.append(yearAndMonth, time, end, rest)
    }

    /// Reads an RFC 3339 `date-time` (section 5.6): `T` and `Z` in either case, seconds mandatory, 1 to 9 digits of
    /// fraction (cut to microseconds), offset `Z` or `±HH:MM`. A leap second `:60` is refused: the scale has none.
    package init?(_ text: String) {
        var digits = DigitReader(text)
        guard let year = digits.number(of: 4), digits.skip("-"), let month = digits.number(of: 2), digits.skip("-"),
            let day = digits.number(of: 2), let date = CalendarDate(year: year, month: month, day: day),
            digits.skip("T") || digits.skip("t"),
            let hour = digits.number(of: 2), digits.skip(":"), let minute = digits.number(of: 2), digits.skip(":"),
            let second = digits.number(of: 2), let time = WallTime(hour: hour, minute: minute), second < 60
        else { return nil }
        var fraction = 0
        if digits.skip(".") {
            guard let read = digits.fraction(upTo: 9, keeping: 6) else { return nil }
            fraction = read
        }
        guard let offset = digits.offset(), digits.isAtEnd else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + time.minuteOfDay * 60 + second - offset * 60
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }
}

extension DigitReader {
    /// `Z`, `z` or `±HH:MM`, as minutes east of UTC.
    fileprivate mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int
        if skip("+") {
            sign = 1
        } else if skip("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hour = number(of: 2), skip(":"), let minute = number(of: 2), let time = WallTime(hour: hour, minute: minute)
        else { return nil }
        return sign * time.minuteOfDay
    }
}
