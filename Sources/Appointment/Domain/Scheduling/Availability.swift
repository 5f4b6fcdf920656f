package import Contracts

/// What decides when a doctor can be booked: the schedule, the absences, and what others have taken.
package struct Availability: Sendable, Equatable {
    package let schedule: DoctorSchedule
    /// They may overlap.
    package let timeOff: [Interval]
    /// From the start of each appointment until the doctor can be booked again; in order, none overlaps another.
    package let taken: [Interval]

    package init(schedule: DoctorSchedule, timeOff: [Interval] = [], taken: [Interval] = []) {
        self.schedule = schedule
        self.timeOff = timeOff
        self.taken = taken
    }

    /// A date in the doctor's zone.
    package struct Day: Sendable, Equatable {
        package let date: CalendarDate
        package let slots: [BookedTime]
    }

    /// `count` dates from `first` on, each with the slots that can be booked at `now`. `Booking.decide` accepts every one of them.
    package func days(from first: CalendarDate, count: Int, now: Instant) -> [Day] {
        var search = Search(self, now: now)
        return (0..<count).compactMap { first.adding(days: $0) }.map { Day(date: $0, slots: search.slots(on: $0)) }
    }

    /// The first slot on one of `days` dates from `first` on.
    package func firstSlot(from first: CalendarDate, days: Int, now: Instant) -> BookedTime? {
        slots(1, from: first, days: days, now: now).first
    }

    /// The first `count` slots on `days` dates from `first` on.
    package func slots(_ count: Int, from first: CalendarDate, days: Int, now: Instant) -> [BookedTime] {
        var search = Search(self, now: now)
        var slots: [BookedTime] = []
        for offset in 0..<days {
            guard slots.count < count, let date = first.adding(days: offset) else { break }
            slots += search.slots(on: date).prefix(count - slots.count)
        }
        return slots
    }

    /// Goes forward from date to date, and so only once through what is taken.
    private struct Search {
        private let schedule: DoctorSchedule
        private var grid: SlotGrid
        private let timeOff: [Interval]
        private var taken: ArraySlice<Interval>
        private let now: Instant
        private let earliest: Instant
        private let today: CalendarDate?

        init(_ availability: Availability, now: Instant) {
            schedule = availability.schedule
            grid = SlotGrid(schedule)
            timeOff = availability.timeOff
            taken = availability.taken[...]
            self.now = now
            earliest = now.adding(minutes: schedule.minimumNoticeMinutes)
            today = schedule.zone.wall(at: now)?.date
        }

        mutating func slots(on date: CalendarDate) -> [BookedTime] {
            if let today, date < today { return [] }
            guard schedule.isWithinHorizon(date, now: now) else { return [] }
            let offered = grid.slots(on: date)
            var slots: [BookedTime] = []
            slots.reserveCapacity(offered.count)
            for slot in offered where slot.startsAt > now && slot.startsAt >= earliest && isFree(slot) { slots.append(slot) }
            return slots
        }

        private mutating func isFree(_ slot: BookedTime) -> Bool {
            while let first = taken.first, first.end <= slot.startsAt { taken.removeFirst() }
            if let next = taken.first, next.start < slot.doctorFreeAt { return false }
            return !timeOff.contains { $0.start < slot.endsAt && slot.startsAt < $0.end }
        }
    }
}
