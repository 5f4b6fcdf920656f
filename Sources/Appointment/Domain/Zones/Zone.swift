package import Contracts

/// The rules of one IANA time zone: offsets for every instant, past and future. Foundation's TimeZone would do, but it knows no
/// zones in a program that holds Swift's libraries without ICU's 40 MiB.
package struct Zone: Sendable, Equatable {
    /// The name it was made with, e.g. `Europe/Berlin`, an alias too: `Asia/Calcutta`.
    package let identifier: String
    /// The release of the data that the rules come from, `2025b`; empty when the data do not say. Later ones compare greater.
    package let release: String
    /// Two zones have the same digest when all their offsets from 2024 to 2100 are the same, however their files spell them.
    package let digest: String
    let rules: ZoneRules

    /// `tzif`: the zone's file in the IANA database (RFC 9636). Nil when it is not one.
    package init?(identifier: String, release: String, tzif: [UInt8]) {
        guard let rules = ZoneRules(tzif: tzif) else { return nil }
        self.init(identifier: identifier, release: release, rules: rules)
    }

    private init(identifier: String, release: String, rules: ZoneRules) {
        self.identifier = identifier
        self.release = release
        self.rules = rules
        digest = Self.digest(of: rules)
    }

    package static let utc = Zone(identifier: "UTC", release: "", rules: .utc)

    /// FNV-1a of 64 bits over every change of the offset: nobody gains anything by making two rules collide.
    private static func digest(of rules: ZoneRules) -> String {
        let (start, end): (Int64, Int64) = (1_704_067_200, 4_102_444_800)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ number: Int64) {
            for byte in 0..<8 {
                hash = (hash ^ UInt64(truncatingIfNeeded: number >> (byte * 8)) & 0xFF) &* 0x100_0000_01B3
            }
        }
        add(Int64(rules.type(at: start).offset))
        var second = start
        while let change = rules.change(after: second), change.at < end {
            add(change.at)
            add(Int64(change.type.offset))
            second = change.at
        }
        return String(hash, radix: 16)
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
