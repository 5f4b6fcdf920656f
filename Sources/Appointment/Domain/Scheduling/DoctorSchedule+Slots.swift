import Contracts

extension DoctorSchedule {
    /// What is offered of a doctor who has set no hours: 08:00 to 20:00 every day. Other times can be booked with him as well.
    static let standardHours = Weekday.allCases.compactMap { WorkingHours($0, opens: 8 * 60, closes: 20 * 60) }

    /// Whether a date is one of those that can be booked already; the dates gone by are among them.
    func isWithinHorizon(_ date: CalendarDate, now: Instant) -> Bool {
        guard let days = horizonDays, let today = zone.wall(at: now)?.date else { return true }
        return date.daysSinceEpoch - today.daysSinceEpoch <= days
    }

    /// The slots of a date, in order: from the beginning of each stretch on, one after the other with the buffer between them, as many
    /// as fit. None overlaps another, buffers included, those of the neighbouring dates neither: the last leaves the buffer free before
    /// the next date's first stretch. A slot whose time on the clock means another instant, because the clock shows it for the second
    /// time, is none: nobody could ask for it.
    func slots(on date: CalendarDate) -> [BookedTime] {
        let clock = Clock(zone, on: date)
        let nextOpening = date.adding(days: 1).flatMap { stretches(on: $0).first?.start } ?? .latest
        var slots: [BookedTime] = []
        var freeFrom = Instant.earliest
        for opening in joinedStretches(on: date) {
            var startsAt = max(opening.start, freeFrom)
            while true {
                let endsAt = startsAt.adding(minutes: slotMinutes)
                let doctorFreeAt = endsAt.adding(minutes: bufferMinutes)
                guard endsAt <= opening.end, doctorFreeAt <= nextOpening, endsAt < .latest else { break }
                if let (time, isAmbiguous) = clock.time(at: startsAt) {
                    slots.append(
                        BookedTime(
                            date: date, time: time, timeZone: zone.identifier, startsAt: startsAt, endsAt: endsAt,
                            doctorFreeAt: doctorFreeAt, isAmbiguous: isAmbiguous))
                    freeFrom = doctorFreeAt
                }
                startsAt = doctorFreeAt
            }
        }
        return slots
    }

    /// The clock on the wall on one date. On a date far from any change of the clocks it is a subtraction.
    private struct Clock {
        private let zone: Zone
        private let date: CalendarDate
        private let midnight: Int64
        /// Seconds east of UTC; nil when the clocks are changed on that date or near it.
        private let offset: Int64?

        init(_ zone: Zone, on date: CalendarDate) {
            self.zone = zone
            self.date = date
            midnight = Int64(date.daysSinceEpoch) * 86_400
            let margin: Int64 = 15 * 3600
            let before = zone.offset(at: Instant(seconds: midnight - margin))
            let after = zone.offset(at: Instant(seconds: midnight + 86_400 + margin))
            offset = before == after ? Int64(before) : nil
        }

        /// The time that leads to this instant; nil when none of this date does.
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
}
