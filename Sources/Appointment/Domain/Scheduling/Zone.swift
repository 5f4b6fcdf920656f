package import Contracts
import Foundation

/// The rules of one IANA time zone, from the machine's time zone database (the package tzdata): offsets for every instant, past and
/// future. Foundation's TimeZone would do, but knows no zone at all in a program that holds Swift's libraries without ICU's 40 MiB.
///
/// Making one reads a file: keep it.
package struct Zone: Sendable, Equatable {
    /// The name it was made with, e.g. `Europe/Berlin`.
    package let identifier: String
    let rules: ZoneRules

    /// Where Debian's tzdata puts it.
    package static let database = "/usr/share/zoneinfo"
    /// Without it every zone but UTC is unknown.
    package static var isDatabaseThere: Bool { Zone("Europe/London") != nil }

    /// Nil when there is no such zone. Names are `Area/Location` in their exact spelling, and `UTC`; abbreviations (`CET`), which the
    /// database has too, are refused: they do not follow a place's clock changes.
    package init?(_ identifier: String) {
        if identifier == "UTC" {
            self = .utc
            return
        }
        guard Self.isName(identifier), let file = FileManager.default.contents(atPath: "\(Self.database)/\(identifier)"),
            let rules = ZoneRules(tzif: Array(file))
        else { return nil }
        self.init(identifier: identifier, rules: rules)
    }

    private init(identifier: String, rules: ZoneRules) {
        self.identifier = identifier
        self.rules = rules
    }

    package static let utc = Zone(identifier: "UTC", rules: .utc)

    /// Two or three words that lead nowhere else: not out of the database, nor to its copies of itself.
    private static func isName(_ identifier: String) -> Bool {
        let words = identifier.split(separator: "/", omittingEmptySubsequences: false)
        return (2...3).contains(words.count) && !["posix", "right"].contains(words[0])
            && words.allSatisfy { word in
                !word.isEmpty && word.count <= 32
                    && word.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                            true
                        default: false
                        }
                    }
            }
    }

    /// Seconds east of UTC.
    package func offset(at instant: Instant) -> Int {
        offset(atSecond: instant.seconds)
    }

    /// What calendar and clock show there at that instant, the seconds dropped; nil beyond the years 1 to 9999.
    package func wall(at instant: Instant) -> (date: CalendarDate, time: WallTime)? {
        let local = instant.seconds + Int64(offset(at: instant))
        guard let date = CalendarDate(holding: local),
            let time = WallTime(minuteOfDay: (Int(local) - date.daysSinceEpoch * 86_400) / 60)
        else { return nil }
        return (date, time)
    }

    /// The instant at which the clock there shows `time` on `date`.
    ///
    /// Looks at the offsets fifteen hours before and after, more than any zone is from UTC: when they are equal no clock
    /// was changed near that time; when they differ, each either does or does not lead back to itself. One change within
    /// those thirty hours is assumed; no zone has had two since 1970.
    package func resolve(_ date: CalendarDate, _ time: WallTime) -> LocalResolution {
        let local = Int64(date.daysSinceEpoch) * 86_400 + Int64(time.minuteOfDay) * 60
        let margin: Int64 = 15 * 3600
        let before = Int64(offset(atSecond: local - margin))
        let after = Int64(offset(atSecond: local + margin))
        guard before != after else { return .unique(Instant(seconds: local - before)) }
        let byOld = local - before
        let byNew = local - after
        switch (offset(atSecond: byOld) == before, offset(atSecond: byNew) == after) {
        case (true, true): return .ambiguous(first: Instant(seconds: byOld), second: Instant(seconds: byNew))
        case (true, false): return .unique(Instant(seconds: byOld))
        case (false, true): return .unique(Instant(seconds: byNew))
        case (false, false): return .nonexistent(skippedTo: Instant(seconds: change(after: byNew, notAfter: byOld)))
        }
    }

    /// The second, above `low` and up to `high`, from which on the offset is the one `high` has.
    private func change(after low: Int64, notAfter high: Int64) -> Int64 {
        let offset = offset(atSecond: high)
        var (low, high) = (low, high)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(atSecond: middle) == offset { high = middle } else { low = middle }
        }
        return high
    }

    private func offset(atSecond second: Int64) -> Int { rules.type(at: second).offset }
}
