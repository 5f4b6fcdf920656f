import Basics

/// Dates in HTTP fields (RFC 9110 section 5.6.7), in seconds since 1970-01-01T00:00:00Z.
package enum HTTPDate {
    private static let weekdays: [StaticString] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

    /// The 29 octets of an IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`. The year must be 0 to 9999.
    package static func imfFixdate(epochSeconds: Int) -> [UInt8] {
        let day = epochSeconds >= 0 ? epochSeconds / 86_400 : (epochSeconds - 86_399) / 86_400
        let second = epochSeconds - day * 86_400
        let date = CivilDate(epochDay: day)
        precondition(date.year >= 0 && date.year <= 9999, "a year of four digits")
        var text: [UInt8] = []
        text.reserveCapacity(29)
        append(weekdays[CivilDate.weekday(epochDay: day)], 0..<3, to: &text)
        text += [.comma, .space]
        append(date.day, to: &text)
        text.append(.space)
        append(months, (date.month - 1) * 3..<date.month * 3, to: &text)
        text.append(.space)
        append(date.year / 100, to: &text)
        append(date.year % 100, to: &text)
        text.append(.space)
        append(second / 3_600, to: &text)
        text.append(.colon)
        append(second / 60 % 60, to: &text)
        text.append(.colon)
        append(second % 60, to: &text)
        append(" GMT", 0..<4, to: &text)
        return text
    }

    /// The time a field value names, in any of the three formats a recipient must accept; nil when it is none of them or names no
    /// real time. `now` settles the century of an RFC 850 date: more than 50 years ahead means the past.
    package static func parse(_ text: String, now: Int) -> Int? {
        let bytes = text.utf8.span
        var reader = DateReader()
        guard bytes.count >= 24, bytes.count <= 33 else { return nil }
        if bytes.count == 29, bytes.at(3) == .comma { return imfFixdate(bytes, &reader) }
        if bytes.count == 24, bytes.at(3) == .space { return asctime(bytes, &reader) }
        return rfc850(bytes, &reader, now: now)
    }

    private static func imfFixdate(_ bytes: Span<UInt8>, _ reader: inout DateReader) -> Int? {
        guard let weekday = shortWeekday(bytes, &reader), reader.take(", ", bytes), let day = reader.number(2, bytes),
            reader.take(" ", bytes), let month = month(bytes, &reader), reader.take(" ", bytes), let year = reader.number(4, bytes),
            reader.take(" ", bytes), let second = reader.time(bytes), reader.take(" GMT", bytes)
        else { return nil }
        return seconds(year, month, day, second, weekday: weekday)
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func rfc850(_ bytes: Span<UInt8>, _ reader: inout DateReader, now: Int) -> Int? {
        guard let weekday = weekdays.firstIndex(where: { reader.take($0, bytes) }), reader.take(", ", bytes),
            let day = reader.number(2, bytes), reader.take("-", bytes), let month = month(bytes, &reader), reader.take("-", bytes),
            let short = reader.number(2, bytes), reader.take(" ", bytes), let second = reader.time(bytes),
            reader.take(" GMT", bytes),
            reader.cursor == bytes.count
        else { return nil }
        let thisYear = CivilDate(epochDay: now >= 0 ? now / 86_400 : (now - 86_399) / 86_400).year
        var year = thisYear - thisYear % 100 + short
        if year <= thisYear - 50 { year += 100 }
        if year > thisYear + 50 { year -= 100 }
        if year == thisYear + 50, let time = seconds(year, month, day, second, weekday: nil), let limit = fiftyYears(after: now),
            time > limit
        {
            year -= 100
        }
        return seconds(year, month, day, second, weekday: weekday)
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func asctime(_ bytes: Span<UInt8>, _ reader: inout DateReader) -> Int? {
        guard let weekday = shortWeekday(bytes, &reader), reader.take(" ", bytes), let month = month(bytes, &reader),
            reader.take(" ", bytes), let day = reader.take(" ", bytes) ? reader.number(1, bytes) : reader.number(2, bytes),
            reader.take(" ", bytes), let second = reader.time(bytes), reader.take(" ", bytes), let year = reader.number(4, bytes)
        else { return nil }
        return seconds(year, month, day, second, weekday: weekday)
    }

    private static func fiftyYears(after now: Int) -> Int? {
        let day = now >= 0 ? now / 86_400 : (now - 86_399) / 86_400
        let date = CivilDate(epochDay: day)
        return CivilDate(year: date.year + 50, month: date.month, day: date.day).epochDay * 86_400 + now - day * 86_400
    }

    /// Nil when the day does not exist, or is not the weekday it says.
    private static func seconds(_ year: Int, _ month: Int, _ day: Int, _ second: Int, weekday: Int?) -> Int? {
        let date = CivilDate(year: year, month: month, day: day)
        let epochDay = date.epochDay
        guard CivilDate(epochDay: epochDay) == date else { return nil }
        guard weekday == nil || weekday == CivilDate.weekday(epochDay: epochDay) else { return nil }
        return epochDay * 86_400 + second
    }

    private static func shortWeekday(_ bytes: Span<UInt8>, _ reader: inout DateReader) -> Int? {
        weekdays.firstIndex { reader.take($0, 0..<3, bytes) }
    }

    private static func month(_ bytes: Span<UInt8>, _ reader: inout DateReader) -> Int? {
        (1...12).first { reader.take(months, ($0 - 1) * 3..<$0 * 3, bytes) }
    }

    private static func append(_ number: Int, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "0") + UInt8(number / 10))
        text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private static func append(_ name: StaticString, _ range: Range<Int>, to text: inout [UInt8]) {
        for i in range { unsafe text.append(name.utf8Start[i]) }
    }
}

/// Reads the pieces of a date one after the other; a piece that is not there leaves the cursor where it was.
private struct DateReader {
    private(set) var cursor = 0

    mutating func take(_ text: StaticString, _ bytes: Span<UInt8>) -> Bool {
        take(text, 0..<text.utf8CodeUnitCount, bytes)
    }

    /// Dates compare with case (RFC 9110 section 5.6.7).
    mutating func take(_ text: StaticString, _ part: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        guard cursor + part.count <= bytes.count else { return false }
        for i in part where unsafe bytes.at(cursor + i - part.lowerBound) != text.utf8Start[i] { return false }
        cursor += part.count
        return true
    }

    mutating func number(_ digits: Int, _ bytes: Span<UInt8>) -> Int? {
        guard cursor + digits <= bytes.count else { return nil }
        var number = 0
        for i in cursor..<(cursor + digits) {
            guard bytes.at(i).isDigit else { return nil }
            number = number * 10 + Int(bytes.at(i) - 0x30)
        }
        cursor += digits
        return number
    }

    /// `08:49:37` as seconds of the day; a leap second counts as the one before it.
    mutating func time(_ bytes: Span<UInt8>) -> Int? {
        guard let hour = number(2, bytes), take(":", bytes), let minute = number(2, bytes), take(":", bytes),
            let second = number(2, bytes), hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3_600 + minute * 60 + min(second, 59)
    }
}
