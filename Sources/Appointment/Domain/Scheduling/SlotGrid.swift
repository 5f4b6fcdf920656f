import Contracts

/// The slots of a schedule, date by date, whoever has taken them: from the beginning of each stretch of work on, one after the other with
/// the buffer between them, as many as fit.
///
/// A stretch that goes on over midnight is one, and a slot belongs to the date on which it begins. Stretches that begin on one date
/// follow each other: one that begins within the buffer of the last slot before it begins with that buffer's end. The last slot of a
/// date leaves its buffer free before the first stretch that begins on a later one, so that no date's slots depend on another's.
struct SlotGrid {
    /// Hours that are offered for a doctor who has set none: 08:00 to 20:00 every day. Other times can be booked with them as well.
    private static let standardHours = Weekday.allCases.compactMap { WorkingHours($0, opens: 8 * 60, closes: 20 * 60) }

    private let schedule: DoctorSchedule
    private let week: WorkingWeek
    private let step: Int64
    /// The date after the last one asked for: it is usually the next one asked for.
    private var ahead: Day?

    /// A date and the stretches on it, each ending at midnight at the latest.
    private struct Day {
        let wall: WallDay
        let stretches: [Interval]
        var date: CalendarDate { wall.date }
    }

    /// A stretch as its slots see it.
    private struct Run {
        /// The start of its first slot.
        let start: Instant
        /// By then the last slot is over.
        let end: Instant
        /// By then the last slot's buffer is over.
        let limit: Instant
    }

    init(_ schedule: DoctorSchedule) {
        self.schedule = schedule
        week = WorkingWeek(schedule.hours.isEmpty ? Self.standardHours : schedule.hours)
        step = Int64(schedule.slotMinutes + schedule.bufferMinutes) * 60
    }

    /// In order. None overlaps another, buffers included, nor one of another date. A slot is left out if its time on the clock
    /// means another instant, because the clock shows it for the second time: nobody could ask for it.
    mutating func slots(on date: CalendarDate) -> [BookedTime] {
        let day = ahead.flatMap { $0.date == date ? $0 : nil } ?? look(at: date)
        ahead = date.adding(days: 1).map(look)
        var slots: [BookedTime] = []
        var own = day.stretches[...]
        if let first = own.first, week.goesOn(into: date, at: first, in: schedule.zone) {
            own.removeFirst()
            if let run = runBegun(before: date) { append(run, of: day, to: &slots) }
        }
        for run in runs(own, begunOn: date) { append(run, of: day, to: &slots) }
        return slots
    }

    private func append(_ run: Run, of day: Day, to slots: inout [BookedTime]) {
        guard let midnight = day.wall.instant(of: 0), let end = day.wall.instant(of: 1440) else { return }
        var startsAt = run.start
        if startsAt < midnight {
            let gone = midnight.seconds - startsAt.seconds
            startsAt = startsAt.adding(seconds: (gone + step - 1) / step * step)
        }
        while startsAt < end {
            let endsAt = startsAt.adding(minutes: schedule.slotMinutes)
            let doctorFreeAt = endsAt.adding(minutes: schedule.bufferMinutes)
            guard endsAt <= run.end, doctorFreeAt <= run.limit, endsAt < .latest else { return }
            if let (time, isAmbiguous) = day.wall.time(at: startsAt) {
                slots.append(
                    BookedTime(
                        date: day.date, time: time, timeZone: schedule.zone.identifier, startsAt: startsAt, endsAt: endsAt,
                        doctorFreeAt: doctorFreeAt, isAmbiguous: isAmbiguous))
            }
            startsAt = doctorFreeAt
        }
    }

    /// The stretches that begin on `date`, as their slots see them. The last may reach into later dates.
    private func runs(_ stretches: ArraySlice<Interval>, begunOn date: CalendarDate) -> [Run] {
        guard let last = stretches.last else { return [] }
        let end = week.end(of: last, begunOn: date, in: schedule.zone)
        let limit = nextOpening(after: end, from: date)
        var freeFrom = Instant.earliest
        return stretches.map { stretch in
            let start = max(stretch.start, freeFrom)
            let run = Run(start: start, end: stretch == last ? end : stretch.end, limit: limit)
            let room = run.end.seconds - start.seconds - Int64(schedule.slotMinutes) * 60
            if room >= 0 { freeFrom = start.adding(seconds: (room / step + 1) * step) }
            return run
        }
    }

    /// The stretch in the middle of which `date` begins.
    private func runBegun(before date: CalendarDate) -> Run? {
        var date = date
        for _ in 0..<7 {
            guard let before = date.adding(days: -1) else { return nil }
            var stretches = week.stretches(on: before, in: schedule.zone)[...]
            if let first = stretches.first, week.goesOn(into: before, at: first, in: schedule.zone) { stretches.removeFirst() }
            if !stretches.isEmpty { return runs(stretches, begunOn: before).last }
            date = before
        }
        return nil
    }

    /// When work begins again on a date after `date`, at or after `end`. Not looked for beyond the buffer of `end`.
    private func nextOpening(after end: Instant, from date: CalendarDate) -> Instant {
        var next = date.adding(days: 1)
        let within = end.adding(minutes: schedule.bufferMinutes)
        while let date = next {
            let stretches = ahead.flatMap { $0.date == date ? $0.stretches : nil } ?? week.stretches(on: date, in: schedule.zone)
            if let opening = stretches.first(where: { $0.start >= end }) { return opening.start }
            guard let midnight = WallDay(date, in: schedule.zone).instant(of: 0), midnight <= within else { break }
            next = date.adding(days: 1)
        }
        return .latest
    }

    private func look(at date: CalendarDate) -> Day {
        let day = WallDay(date, in: schedule.zone)
        return Day(wall: day, stretches: week.stretches(on: day))
    }
}
