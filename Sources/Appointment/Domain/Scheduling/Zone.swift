package import Contracts
import Foundation

/// The rules of one IANA time zone, from the tables inside Foundation: offsets for every instant, past and future.
///
/// Making one costs a millisecond, using it a tenth of a microsecond: keep it.
package struct Zone: Sendable, Equatable {
    /// The name it was made with, e.g. `Europe/Berlin`.
    package let identifier: String
    let rules: TimeZone

    /// Nil when there is no such zone. Names are `Area/Location` in their exact spelling, and `UTC`; abbreviations (`CET`) and
    /// bare offsets (`GMT+2`), which Foundation would take, are refused: they do not follow a place's clock changes.
    package init?(_ identifier: String) {
        guard identifier == "UTC" || identifier.utf8.contains(UInt8(ascii: "/")),
            let rules = TimeZone(identifier: identifier)
        else { return nil }
        self.identifier = identifier
        self.rules = rules
    }

    private init(utc rules: TimeZone) {
        identifier = "UTC"
        self.rules = rules
    }

    package static let utc = Zone(utc: .gmt)

    /// Seconds east of UTC.
    package func offset(at instant: Instant) -> Int {
        offset(atSecond: instant.seconds)
    }

    /// What calendar and clock show there at that instant, the seconds dropped; nil beyond the years 1 to 9999.
    package func wall(at instant: Instant) -> (date: CalendarDate, time: WallTime)? {
        let local = Int(instant.seconds) + offset(at: instant)
        let day = (local >= 0 ? local : local - 86_399) / 86_400
        guard let date = CalendarDate(daysSinceEpoch: day), let time = WallTime(minuteOfDay: (local - day * 86_400) / 60)
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

    private func offset(atSecond second: Int64) -> Int {
        rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    }
}
