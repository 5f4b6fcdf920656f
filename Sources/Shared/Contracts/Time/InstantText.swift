extension Instant: ASCIIText {
    @inlinable package static var longestText: Int { 27 }

    /// RFC 3339 `date-time` in UTC: `2026-12-15T09:00:00Z`, with three digits of fraction when there are milliseconds and
    /// six when there are microseconds.
    @usableFromInline package func write(to text: inout OutputSpan<UInt8>) {
        let seconds = self.seconds
        let date = CalendarDate(holding: seconds) ?? .earliest
        var (yearAndMonth, time) = date.words
        let secondOfDay = UInt32(truncatingIfNeeded: seconds - Int64(date.daysSinceEpoch) * 86_400)
        time.append("T")
        time.append(pair: secondOfDay / 3600)
        time.append(":")
        time.append(pair: secondOfDay / 60 % 60)
        text.append(yearAndMonth)
        text.append(time)
        var end = ASCIIWord()
        end.append(":")
        end.append(pair: secondOfDay % 60)
        let fraction = UInt32(truncatingIfNeeded: microseconds - seconds * 1_000_000)
        if fraction != 0 {
            text.append(end)
            end = ASCIIWord()
            end.append(".")
            end.append(pair: fraction / 10_000)
            if fraction.isMultiple(of: 1000) {
                end.append(digit: fraction / 1000 % 10)
            } else {
                end.append(pair: fraction / 100 % 100)
                end.append(pair: fraction % 100)
            }
        }
        end.append("Z")
        text.append(end)
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
