import Contracts

/// Changes of the clocks that come back every year, as a POSIX TZ string describes them (POSIX.1-2017 section 8.3, with the hours from
/// -167 to 167 of RFC 9636 section 3.3.1): `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ClockRule: Sendable, Equatable {
    /// A moment of every year on the wall.
    struct Moment: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// 1 to 365; 29 February does not count.
            case ofCommonYear(Int)
            /// 0 to 365.
            case ofYear(Int)
            /// Month, the `week`th (5: the last) such weekday in it, Sunday is 0.
            case ofMonth(Int, week: Int, weekday: Int)
        }

        let day: Day
        /// Seconds after midnight; may lie in another day.
        let time: Int
    }

    private struct Daylight: Sendable, Equatable {
        let type: LocalTimeType
        let start: Moment
        let end: Moment
    }

    private let standard: LocalTimeType
    private let daylight: Daylight?

    func type(at second: Int64) -> LocalTimeType {
        changes(around: second).last { $0.at <= second }?.type ?? standard
    }

    func change(after second: Int64) -> ZoneRules.Change? {
        changes(around: second).first { $0.at > second && $0.type.offset != type(at: $0.at - 1).offset }
    }

    func change(notAfter second: Int64) -> ZoneRules.Change? {
        changes(around: second).last { $0.at <= second && $0.type.offset != type(at: $0.at - 1).offset }
    }

    /// Whether the clocks are changed at all.
    var isYearly: Bool { daylight.map { $0.type.offset != standard.offset } ?? false }

    /// The days of one of its changes as an RRULE's value; nil when no value says them.
    func recurrence(of change: ZoneRules.Change) -> String? {
        guard let daylight else { return nil }
        return change.type.offset == daylight.type.offset ? daylight.start.recurrence : daylight.end.recurrence
    }

    /// Those of the year of `second` and its neighbours, in order.
    private func changes(around second: Int64) -> [ZoneRules.Change] {
        guard let daylight else { return [] }
        let year = CalendarDate(holding: second + Int64(standard.offset))?.year ?? (second < 0 ? 1 : 9999)
        let changes = (year - 1...year + 1).flatMap { year -> [ZoneRules.Change] in
            guard let start = daylight.start.second(in: year), let end = daylight.end.second(in: year) else { return [] }
            return [
                ZoneRules.Change(at: Int64(start - standard.offset), type: daylight.type),
                ZoneRules.Change(at: Int64(end - daylight.type.offset), type: standard),
            ]
        }
        return changes.sorted { $0.at < $1.at }
    }
}

extension ClockRule.Moment {
    /// Seconds since the epoch on a wall clock that would show UTC; nil outside the years 1 to 9999.
    fileprivate func second(in year: Int) -> Int? {
        guard let newYear = CalendarDate(year: year, month: 1, day: 1)?.daysSinceEpoch else { return nil }
        let date: Int
        switch day {
        case .ofCommonYear(let number): date = newYear + number - 1 + (CalendarDate.isLeap(year) && number >= 60 ? 1 : 0)
        case .ofYear(let number): date = newYear + number
        case .ofMonth(let month, let week, let weekday):
            guard let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
            let offset = (weekday - first.weekday.rawValue % 7 + 7) % 7 + (week - 1) * 7
            date = first.daysSinceEpoch + (offset < CalendarDate.days(inMonth: month, of: year) ? offset : offset - 7)
        }
        return date * 86_400 + time
    }
}

// MARK: - Reading

extension ClockRule {
    /// Nil for a text that is no such string, or that names a daylight saving time without saying when it is.
    init?(posix text: [UInt8]) {
        var reader = Reader(text[...])
        guard let name = reader.name(), let west = reader.time(hours: 24) else { return nil }
        standard = LocalTimeType(offset: -west, isDaylight: false, name: name)
        guard !reader.isAtEnd else {
            daylight = nil
            return
        }
        guard let name = reader.name() else { return nil }
        var offset = standard.offset + 3_600
        if !reader.isNext(",") {
            guard let west = reader.time(hours: 24) else { return nil }
            offset = -west
        }
        guard reader.skip(","), let start = reader.moment(), reader.skip(","), let end = reader.moment(), reader.isAtEnd else {
            return nil
        }
        daylight = Daylight(type: LocalTimeType(offset: offset, isDaylight: true, name: name), start: start, end: end)
    }

    private struct Reader {
        private var text: ArraySlice<UInt8>

        init(_ text: ArraySlice<UInt8>) { self.text = text }

        var isAtEnd: Bool { text.isEmpty }
        func isNext(_ mark: Unicode.Scalar) -> Bool { text.first == UInt8(ascii: mark) }

        mutating func skip(_ mark: Unicode.Scalar) -> Bool {
            guard isNext(mark) else { return false }
            text.removeFirst()
            return true
        }

        /// At least three letters, or in `<>` letters, digits and signs.
        mutating func name() -> String? {
            let isQuoted = skip("<")
            let name = text.prefix { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
                default: false
                }
            }
            text = text.dropFirst(name.count)
            guard name.count >= 3, !isQuoted || skip(">") else { return nil }
            return String(decoding: name, as: UTF8.self)
        }

        private mutating func number(_ range: ClosedRange<Int>) -> Int? {
            let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            text = text.dropFirst(digits.count)
            guard (1...3).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self)), range.contains(number)
            else {
                return nil
            }
            return number
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(hours: Int) -> Int? {
            let sign = skip("-") ? -1 : 1
            if sign == 1 { _ = skip("+") }
            guard var seconds = number(0...hours).map({ $0 * 3_600 }) else { return nil }
            for unit in [60, 1] where isNext(":") {
                guard skip(":"), let number = number(0...59) else { return nil }
                seconds += number * unit
            }
            return sign * seconds
        }

        /// `date[/time]`; the time is 02:00 if there is none.
        mutating func moment() -> Moment? {
            let day: Moment.Day
            if skip("M") {
                guard let month = number(1...12), skip("."), let week = number(1...5), skip("."), let weekday = number(0...6) else {
                    return nil
                }
                day = .ofMonth(month, week: week, weekday: weekday)
            } else if skip("J") {
                guard let number = number(1...365) else { return nil }
                day = .ofCommonYear(number)
            } else {
                guard let number = number(0...365) else { return nil }
                day = .ofYear(number)
            }
            guard skip("/") else { return Moment(day: day, time: 7_200) }
            return time(hours: 167).map { Moment(day: day, time: $0) }
        }
    }
}
