import Contracts

/// The clock on the wall on one date. Far from any change of the clocks it is one addition.
struct WallDay {
    let date: CalendarDate
    private let zone: Zone
    private let midnight: Int64
    /// Seconds east of UTC; nil when the clocks are changed on that date or near it.
    private let offset: Int64?

    init(_ date: CalendarDate, in zone: Zone) {
        self.date = date
        self.zone = zone
        midnight = Int64(date.daysSinceEpoch) * 86_400
        // No zone is farther from UTC.
        let margin: Int64 = 15 * 3600
        let before = zone.offset(at: Instant(seconds: midnight - margin))
        let after = zone.offset(at: Instant(seconds: midnight + 86_400 + margin))
        offset = before == after ? Int64(before) : nil
    }

    /// The instant of a minute since midnight, up to 1440. If the clock shows the minute twice, the first; if it skips the minute,
    /// the instant of the jump.
    func instant(of minute: Int) -> Instant? {
        if let offset { return Instant(seconds: midnight + Int64(minute) * 60 - offset) }
        if let time = WallTime(minuteOfDay: minute) { return zone.resolve(date, time).nearest }
        guard let next = date.adding(days: 1), let midnight = WallTime(minuteOfDay: minute - 1440) else { return nil }
        return zone.resolve(next, midnight).nearest
    }

    /// The time that means this instant; nil when no time of this date does, because the clock shows it for the second time.
    func time(at instant: Instant) -> (time: WallTime, isAmbiguous: Bool)? {
        if let offset {
            return WallTime(minuteOfDay: Int(instant.seconds + offset - midnight) / 60).map { ($0, false) }
        }
        guard let wall = zone.wall(at: instant), wall.date == date else { return nil }
        switch zone.resolve(date, wall.time) {
        case .unique(instant): return (wall.time, false)
        case .ambiguous(first: instant, second: _): return (wall.time, true)
        default: return nil
        }
    }
}
