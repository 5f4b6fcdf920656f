package import Contracts

/// Decides whether a wall time can be booked with a doctor. Whether somebody else has it is not asked here: only the
/// database's exclusion constraints can answer that.
package enum Booking {
    package enum Decision: Sendable, Equatable {
        case accepted(BookedTime)
        case refused(BookingRefusal)
    }

    /// The first rule that is broken refuses: the time does not exist, has passed, comes too soon, lies beyond the horizon, outside
    /// hours, or in an absence. The same rule holds for booking a time and for moving an appointment to it.
    ///
    /// - Parameters:
    ///   - timeOff: the doctor's absences that may touch that day.
    ///   - now: a time that begins at or before it has passed.
    package static func decide(
        on date: CalendarDate, at time: WallTime, with schedule: DoctorSchedule, timeOff: [Interval] = [], now: Instant
    ) -> Decision {
        let startsAt: Instant
        var isAmbiguous = false
        switch schedule.zone.resolve(date, time) {
        case .unique(let instant):
            startsAt = instant
        case .ambiguous(let first, _):
            startsAt = first
            isAmbiguous = true
        case .nonexistent:
            return .refused(.nonexistentTime(zone: schedule.zone.identifier))
        }
        let endsAt = startsAt.adding(minutes: schedule.slotMinutes)
        guard startsAt > now else { return .refused(.inThePast) }
        guard startsAt >= now.adding(minutes: schedule.minimumNoticeMinutes) else {
            return .refused(.tooSoon(minutes: schedule.minimumNoticeMinutes))
        }
        guard endsAt < .latest, schedule.isWithinHorizon(date, now: now), let slot = Interval(from: startsAt, to: endsAt) else {
            return .refused(.beyondHorizon(days: schedule.horizonDays))
        }
        if !schedule.hours.isEmpty, !schedule.openings(on: date).contains(where: { $0.contains(slot) }) {
            return .refused(.outsideHours)
        }
        if timeOff.contains(where: slot.overlaps) { return .refused(.doctorAway) }
        return .accepted(
            BookedTime(
                date: date, time: time, timeZone: schedule.zone.identifier, startsAt: startsAt, endsAt: endsAt,
                doctorFreeAt: endsAt.adding(minutes: schedule.bufferMinutes), isAmbiguous: isAmbiguous))
    }
}
