package import Contracts

/// When a visit is: what the clock on the wall of its zone shows, and the same as instants.
package struct VisitTime: Sendable, Equatable {
    package let date: CalendarDate
    package let time: WallTime
    /// IANA name of the zone `date` and `time` are in.
    package let timeZone: String
    package let startsAt: Instant
    package let endsAt: Instant

    package init(date: CalendarDate, time: WallTime, timeZone: String, startsAt: Instant, endsAt: Instant) {
        self.date = date
        self.time = time
        self.timeZone = timeZone
        self.startsAt = startsAt
        self.endsAt = endsAt
    }
}
