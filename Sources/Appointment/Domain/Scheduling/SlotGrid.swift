import Contracts

/// The slots of a schedule, date by date, whoever has taken them.
struct SlotGrid {
    /// What is offered of a doctor who has set no hours: 08:00 to 20:00 every day. Other times can be booked with him as well.
    private static let standardHours = Weekday.allCases.compactMap { WorkingHours($0, opens: 8 * 60, closes: 20 * 60) }

    private let schedule: DoctorSchedule
    private let week: WorkingWeek
    /// The date after the last that was asked for: it is usually the next.
    private var ahead: (day: WallDay, stretches: [Interval])?
    /// Slots of the fullest date so far.
    private var most = 0

    init(_ schedule: DoctorSchedule) {
        self.schedule = schedule
        week = WorkingWeek(schedule.hours.isEmpty ? Self.standardHours : schedule.hours)
    }

    /// In order: from the beginning of each stretch on, one after the other with the buffer between them, as many as fit. None overlaps
    /// another, buffers included, those of the neighbouring dates neither: the last leaves the buffer free before the next date's first
    /// stretch. A slot whose time on the clock means another instant, because the clock shows it for the second time, is none: nobody
    /// could ask for it.
    mutating func slots(on date: CalendarDate) -> [BookedTime] {
        let (day, stretches) = ahead.flatMap { $0.day.date == date ? $0 : nil } ?? look(at: date)
        ahead = date.adding(days: 1).map(look)
        let nextOpening = ahead?.stretches.first?.start ?? .latest
        var slots: [BookedTime] = []
        slots.reserveCapacity(most)
        var freeFrom = Instant.earliest
        for stretch in stretches {
            var startsAt = max(stretch.start, freeFrom)
            while true {
                let endsAt = startsAt.adding(minutes: schedule.slotMinutes)
                let doctorFreeAt = endsAt.adding(minutes: schedule.bufferMinutes)
                guard endsAt <= stretch.end, doctorFreeAt <= nextOpening, endsAt < .latest else { break }
                if let (time, isAmbiguous) = day.time(at: startsAt) {
                    slots.append(
                        BookedTime(
                            date: date, time: time, timeZone: schedule.zone.identifier, startsAt: startsAt, endsAt: endsAt,
                            doctorFreeAt: doctorFreeAt, isAmbiguous: isAmbiguous))
                    freeFrom = doctorFreeAt
                }
                startsAt = doctorFreeAt
            }
        }
        most = max(most, slots.count)
        return slots
    }

    private func look(at date: CalendarDate) -> (day: WallDay, stretches: [Interval]) {
        let day = WallDay(date, in: schedule.zone)
        return (day, week.stretches(on: day))
    }
}
