package import Contracts

/// Decides whether a wall time can be booked with a doctor. Whether somebody else has it is not asked here: only the
/// database's exclusion constraints can answer that.
package enum Booking {
    package enum Decision: Sendable, Equatable {
        case accepted(BookedTime)
        case refused(BookingRefusal)
    }

    /// The first rule that is broken refuses: the time does not exist, has passed, comes too soon, lies beyond the horizon, outside
    /// hours, in an absence, or beside the grid. The same rule holds for booking a time and for moving an appointment to it.
    ///
    /// - Parameters:
    ///   - timeOff: the doctor's absences that may touch that day.
    ///   - now: a time that begins at or before it has passed.
    ///   - onGrid: whether a doctor who has set hours can be booked at the times that `Availability` offers only. Doctors
    ///     themselves may move an appointment anywhere within their hours.
    package static func decide(
        on date: CalendarDate, at time: WallTime, with schedule: DoctorSchedule, timeOff: [Interval] = [], now: Instant,
        onGrid: Bool = true
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
        let asked = BookedTime(
            date: date, time: time, timeZone: schedule.zone.identifier, startsAt: startsAt, endsAt: endsAt,
            doctorFreeAt: endsAt.adding(minutes: schedule.bufferMinutes), isAmbiguous: isAmbiguous)
        if let refusal = refusal(of: asked, with: schedule, timeOff, now) { return .refused(refusal) }
        if onGrid, !schedule.hours.isEmpty {
            var grid = SlotGrid(schedule)
            guard grid.slots(on: date).contains(where: { $0.time == time }) else {
                return .refused(.offGrid(nearest: nearest(to: asked, with: schedule, timeOff, now)))
            }
        }
        return .accepted(asked)
    }

    /// The refusal by the first broken rule; the grid is not checked.
    private static func refusal(of asked: BookedTime, with schedule: DoctorSchedule, _ timeOff: [Interval], _ now: Instant)
        -> BookingRefusal?
    {
        guard asked.startsAt > now else { return .inThePast }
        guard asked.startsAt >= now.adding(minutes: schedule.minimumNoticeMinutes) else {
            return .tooSoon(minutes: schedule.minimumNoticeMinutes)
        }
        guard asked.endsAt < .latest, schedule.isWithinHorizon(asked.date, now: now),
            let slot = Interval(from: asked.startsAt, to: asked.endsAt)
        else {
            return .beyondHorizon(days: schedule.horizon)
        }
        if !schedule.hours.isEmpty, !schedule.openings(on: asked.date).contains(where: { $0.contains(slot) }) {
            return .outsideHours
        }
        return timeOff.contains(where: slot.overlaps) ? .doctorAway : nil
    }

    /// Up to two times of the grid, in order, that these rules accept: the nearest to `asked` within a week of it, and of two that
    /// are as near the earlier one. Looks one day farther than where two are found, since that day may have a nearer one.
    private static func nearest(to asked: BookedTime, with schedule: DoctorSchedule, _ timeOff: [Interval], _ now: Instant)
        -> [BookedTime]
    {
        func isNearer(_ slot: BookedTime, _ other: BookedTime) -> Bool {
            func distance(_ slot: BookedTime) -> UInt64 { (slot.startsAt.microseconds - asked.startsAt.microseconds).magnitude }
            return (distance(slot), slot.startsAt) < (distance(other), other.startsAt)
        }
        var grid = SlotGrid(schedule)
        var nearest: [BookedTime] = []
        for days in 0...7 {
            let isLast = nearest.count == 2
            for date in Set([-days, days]).compactMap({ asked.date.adding(days: $0) }) {
                let slots = grid.slots(on: date).sorted(by: isNearer)
                nearest += slots.lazy.filter { refusal(of: $0, with: schedule, timeOff, now) == nil }.prefix(2)
            }
            nearest = Array(nearest.sorted(by: isNearer).prefix(2))
            if isLast { break }
        }
        return nearest.sorted { $0.startsAt < $1.startsAt }
    }
}
