package import Contracts

/// The time of an appointment as it is stored: what the clock on the wall shows, and the same as instants.
package struct BookedTime: Sendable, Hashable {
    package let date: CalendarDate
    package let time: WallTime
    /// IANA name of the zone `date` and `time` are in.
    package let timeZone: String
    package let startsAt: Instant
    package let endsAt: Instant
    /// `endsAt` and the doctor's buffer: from then on the doctor can be booked again.
    package let doctorFreeAt: Instant
    /// The clock shows this time twice that night; the first is meant.
    package let isAmbiguous: Bool

    package init(
        date: CalendarDate, time: WallTime, timeZone: String, startsAt: Instant, endsAt: Instant, doctorFreeAt: Instant,
        isAmbiguous: Bool = false
    ) {
        self.date = date
        self.time = time
        self.timeZone = timeZone
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.doctorFreeAt = doctorFreeAt
        self.isAmbiguous = isAmbiguous
    }
}
