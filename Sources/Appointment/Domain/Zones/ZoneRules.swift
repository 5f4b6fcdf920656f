import Contracts

/// How the clocks stand in a zone for some time.
struct LocalTimeType: Sendable, Equatable {
    /// Seconds east of UTC.
    let offset: Int
    let isDaylight: Bool
    /// `CEST`, or `+01` where there is no such name.
    let name: String
}

/// The clocks of one zone, from a file of the IANA time zone database (TZif, RFC 9636): the changes that it lists, and a rule for the
/// time after the last of them.
struct ZoneRules: Sendable, Equatable {
    struct Change: Sendable, Equatable {
        /// Seconds since the epoch.
        let at: Int64
        let type: LocalTimeType
    }

    /// Sorted by time.
    private let changes: [Change]
    /// How the clocks stand before the first change.
    private let first: LocalTimeType
    /// The rule after the last change; nil: nothing changes any more.
    private let rule: ClockRule?

    static let utc = ZoneRules(changes: [], first: LocalTimeType(offset: 0, isDaylight: false, name: "UTC"), rule: nil)

    private init(changes: [Change], first: LocalTimeType, rule: ClockRule?) {
        self.changes = changes
        self.first = first
        self.rule = rule
    }

    func type(at second: Int64) -> LocalTimeType {
        let index = indexOfChange(after: second)
        if index == changes.count, let rule { return rule.type(at: second) }
        return index == 0 ? first : changes[index - 1].type
    }

    /// The next change of the clocks; nil when there is none any more.
    func change(after second: Int64) -> Change? {
        var (index, before) = (indexOfChange(after: second), type(at: second))
        while index < changes.count {
            if changes[index].type.offset != before.offset { return changes[index] }
            before = changes[index].type
            index += 1
        }
        return rule?.change(after: max(second, changes.last?.at ?? second))
    }

    /// The last change of the clocks up to then; nil when there was none.
    func change(notAfter second: Int64) -> Change? {
        if let change = rule?.change(notAfter: second), changes.last.map({ $0.at < change.at }) ?? true { return change }
        var index = indexOfChange(after: second) - 1
        while index >= 0 {
            let before = index == 0 ? first : changes[index - 1].type
            if changes[index].type.offset != before.offset { return changes[index] }
            index -= 1
        }
        return nil
    }

    /// From when on the yearly rule alone gives every change; nil when there is none.
    var yearlyFrom: Int64? {
        guard let rule, rule.isYearly else { return nil }
        var begins = changes.last.map(\.at) ?? .min
        for (index, change) in zip(changes.indices, changes).reversed() {
            let expected = rule.change(after: change.at - 1)
            guard expected?.at == change.at, expected?.type.offset == change.type.offset,
                index == changes.count - 1 || rule.change(after: change.at)?.at == begins
            else { return index == changes.count - 1 ? begins + 1 : begins }
            begins = change.at
        }
        return begins
    }

    /// The days of a change that the yearly rule makes, as an RRULE's value.
    func recurrence(of change: Change) -> String? { rule?.recurrence(of: change) }

    private func indexOfChange(after second: Int64) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension ZoneRules {
    private static let headLength = 44
    /// From before the universe began (RFC 9636 section 3.2, `-2^59`) to as far ahead: an offset can be added to any of them.
    private static let times: ClosedRange<Int64> = (-1 << 59)...(1 << 59)

    /// Reads a TZif file. Nil when it is not one, when it is version 1, which ends in 2037, or when it has leap seconds, which our
    /// time scale does not have.
    init?(tzif file: [UInt8]) {
        // The data of version 1, with 32-bit times, come first and are skipped.
        guard let old = Counts(file, at: 0), let new = Counts(file, at: Self.headLength + old.length(timeSize: 4)) else {
            return nil
        }
        let start = Self.headLength + old.length(timeSize: 4) + Self.headLength
        let end = start + new.length(timeSize: 8)
        guard new.leap == 0, new.type > 0, end <= file.count else { return nil }
        let indices = start + new.time * 8
        let records = indices + new.time
        let names = records + new.type * 6

        var types: [LocalTimeType] = []
        for record in (0..<new.type).map({ records + $0 * 6 }) {
            let name = Int(file[record + 5])
            let offset = Int(Int32(truncatingIfNeeded: file.number(at: record, octets: 4)))
            guard name < new.character, abs(offset) < 26 * 3_600 else { return nil }
            types.append(
                LocalTimeType(
                    offset: offset, isDaylight: file[record + 4] != 0,
                    name: String(decoding: file[(names + name)..<(names + new.character)].prefix { $0 != 0 }, as: UTF8.self)))
        }
        var changes: [Change] = []
        for index in 0..<new.time {
            let type = Int(file[indices + index])
            let at = file.number(at: start + index * 8, octets: 8)
            guard type < types.count, Self.times.contains(at), changes.last.map({ $0.at < at }) ?? true else { return nil }
            changes.append(Change(at: at, type: types[type]))
        }
        guard file.count > end, file[end] == UInt8(ascii: "\n"), let last = file.lastIndex(of: UInt8(ascii: "\n")), last > end
        else {
            return nil
        }
        let footer = file[(end + 1)..<last]
        let rule = footer.isEmpty ? nil : ClockRule(posix: Array(footer))
        if rule == nil, !footer.isEmpty { return nil }
        self.init(changes: changes, first: types[0], rule: rule)
    }

    /// The six counts of a header (RFC 9636 section 3.1).
    private struct Counts {
        let isUT, isStandard, leap, time, type, character: Int

        init?(_ file: [UInt8], at start: Int) {
            guard file.count >= start + headLength, file[start..<start + 4].elementsEqual("TZif".utf8),
                file[start + 4] >= UInt8(ascii: "2")
            else { return nil }
            let counts = (0..<6).map { Int(file.number(at: start + 20 + $0 * 4, octets: 4)) }
            guard counts.allSatisfy({ $0 <= file.count }) else { return nil }
            (isUT, isStandard, leap) = (counts[0], counts[1], counts[2])
            (time, type, character) = (counts[3], counts[4], counts[5])
        }

        func length(timeSize: Int) -> Int {
            time * (timeSize + 1) + type * 6 + character + leap * (timeSize + 4) + isStandard + isUT
        }
    }
}

extension [UInt8] {
    /// Most significant octet first.
    fileprivate func number(at start: Int, octets: Int) -> Int64 {
        Int64(bitPattern: self[start..<start + octets].reduce(0) { $0 << 8 | UInt64($1) })
    }
}
