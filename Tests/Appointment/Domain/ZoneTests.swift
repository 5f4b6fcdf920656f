import AppointmentDomain
import Contracts
import Testing

@Suite("Local times in zones that change their clocks")
struct ZoneTests {
    /// Zone, date, time, what it means: one instant, two, or none but the instant at which the clock jumps (in brackets).
    static let known: [(String, String, String, String)] = [
        ("UTC", "2026-12-15", "10:00", "2026-12-15T10:00:00Z"),
        ("Europe/Berlin", "2026-12-15", "10:00", "2026-12-15T09:00:00Z"),
        ("Europe/Berlin", "2026-07-15", "10:00", "2026-07-15T08:00:00Z"),
        // Forward on 29 March 2026: 02:00 to 03:00. Back on 25 October: 03:00 to 02:00.
        ("Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T00:59:00Z"),
        ("Europe/Berlin", "2026-03-29", "02:00", "[2026-03-29T01:00:00Z]"),
        ("Europe/Berlin", "2026-03-29", "02:59", "[2026-03-29T01:00:00Z]"),
        ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-10-25", "01:59", "2026-10-24T23:59:00Z"),
        ("Europe/Berlin", "2026-10-25", "02:00", "2026-10-25T00:00:00Z 2026-10-25T01:00:00Z"),
        ("Europe/Berlin", "2026-10-25", "02:59", "2026-10-25T00:59:00Z 2026-10-25T01:59:00Z"),
        ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00:00Z"),
        ("America/New_York", "2026-03-08", "02:30", "[2026-03-08T07:00:00Z]"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z 2026-11-01T06:30:00Z"),
        // The other hemisphere.
        ("Australia/Sydney", "2026-10-04", "02:30", "[2026-10-03T16:00:00Z]"),
        ("Australia/Sydney", "2026-04-05", "02:30", "2026-04-04T15:30:00Z 2026-04-04T16:30:00Z"),
        // Half an hour of summer time.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "[2026-10-03T15:30:00Z]"),
        ("Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30:00Z"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z 2026-04-04T15:15:00Z"),
        // Offsets that are no whole hours.
        ("Asia/Kolkata", "2026-12-15", "10:00", "2026-12-15T04:30:00Z"),
        ("Asia/Kathmandu", "2026-12-15", "10:00", "2026-12-15T04:15:00Z"),
        ("Pacific/Chatham", "2026-09-27", "03:00", "[2026-09-26T14:00:00Z]"),
        // Midnight itself is skipped.
        ("America/Sao_Paulo", "2018-11-04", "00:00", "[2018-11-04T03:00:00Z]"),
        ("Africa/Cairo", "2026-04-24", "00:30", "[2026-04-23T22:00:00Z]"),
        // A whole day is skipped.
        ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59:00Z"),
        ("Pacific/Apia", "2011-12-30", "12:00", "[2011-12-30T10:00:00Z]"),
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00:00Z"),
        // Two hours of summer time.
        ("Antarctica/Troll", "2026-03-29", "02:30", "[2026-03-29T01:00:00Z]"),
        // As far from UTC as zones go.
        ("Pacific/Kiritimati", "2026-12-15", "00:00", "2026-12-14T10:00:00Z"),
        ("Pacific/Pago_Pago", "2026-12-15", "23:00", "2026-12-16T10:00:00Z"),
    ]

    @Test("known cases", arguments: known)
    func knownCases(zone: String, date: String, time: String, meaning: String) throws {
        let zone = try #require(Zone(zone))
        let resolution = try zone.resolve(day(date), clock(time))
        let text =
            switch resolution {
            case .unique(let instant): "\(instant)"
            case .ambiguous(let first, let second): "\(first) \(second)"
            case .nonexistent(let skippedTo): "[\(skippedTo)]"
            }
        #expect(text == meaning)
    }

    /// Finds every clock change from 2020 to 2035 by looking at each hour, then walks from two days before to two days after it
    /// in quarters of an hour, writing down which instants show which wall time, and compares each wall time's resolution.
    @Test(
        "around every change of 2020 to 2035 a time resolves to exactly the instants that show it",
        arguments: [
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Asia/Tehran",
            "Pacific/Chatham", "Africa/Cairo", "Antarctica/Troll", "America/Nuuk",
        ])
    func agreesWithTheClock(name: String) throws {
        let zone = try #require(Zone(name))
        let start = try #require(Instant("2020-01-01T00:00:00Z")).seconds
        let end = try #require(Instant("2036-01-01T00:00:00Z")).seconds
        var changes = 0
        for second in stride(from: start, to: end, by: 3600)
        where zone.offset(at: Instant(seconds: second)) != zone.offset(at: Instant(seconds: second + 3600)) {
            changes += 1
            try compare(zone, around: second)
        }
        #expect(changes > 0)
    }

    private func compare(_ zone: Zone, around second: Int64) throws {
        let step: Int64 = 900
        var shown: [Int64: [Int64]] = [:]
        let base = second / step * step
        for instant in stride(from: base - 2 * 86_400, through: base + 2 * 86_400, by: Int64.Stride(step)) {
            shown[instant + Int64(zone.offset(at: Instant(seconds: instant))), default: []].append(instant)
        }
        let offset = Int64(zone.offset(at: Instant(seconds: second)))
        for local in stride(from: base + offset - 86_400, through: base + offset + 86_400, by: Int64.Stride(step)) {
            let date = try #require(CalendarDate(daysSinceEpoch: Int(local / 86_400)))
            let time = try #require(WallTime(minuteOfDay: Int(local % 86_400 / 60)))
            let instants: [Int64] =
                switch zone.resolve(date, time) {
                case .unique(let instant): [instant.seconds]
                case .ambiguous(let first, let second): [first.seconds, second.seconds]
                case .nonexistent: []
                }
            if instants != (shown[local] ?? []) {
                Issue.record("\(zone.identifier) \(date) \(time): \(instants), the clock says \(shown[local] ?? [])")
            }
        }
    }

    @Test("an instant's wall time leads back to it")
    func wallTimes() throws {
        for name in ["Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns"] {
            let zone = try #require(Zone(name))
            for day in 0..<800 {
                let instant = Instant(seconds: 1_767_225_600 + Int64(day) * 86_400 + Int64(day % 24) * 3600)
                let wall = try #require(zone.wall(at: instant))
                let resolution = zone.resolve(wall.date, wall.time)
                switch resolution {
                case .unique(let back): #expect(back == instant)
                case .ambiguous(let first, let second): #expect(first == instant || second == instant)
                case .nonexistent: Issue.record("\(name) \(wall) is shown and must exist")
                }
            }
        }
        #expect(Zone.utc.wall(at: Instant(seconds: -1))?.date.description == "1969-12-31")
        #expect(Zone.utc.wall(at: Instant(seconds: -1))?.time.description == "23:59")
    }
}
