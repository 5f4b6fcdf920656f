import AppointmentDomain
import Contracts
import Testing

/// Around every change of the clocks from 2020 to 2035, where slots go wrong if they do anywhere.
@Suite("Slots over every clock change") struct SlotPropertyTests {
    static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Pacific/Chatham",
        "Africa/Cairo", "Antarctica/Troll", "America/Nuuk", "America/Havana", "Asia/Beirut",
    ]

    /// Slot and buffer in minutes, and the working day, the same on every day of the week.
    static let schedules: [(slot: Int, buffer: Int, day: [(String, String)])] = [
        (30, 0, [("00:00", "24:00")]),
        (25, 10, [("00:30", "02:15"), ("02:20", "03:10"), ("03:10", "12:00"), ("22:00", "24:00")]),
        (45, 0, [("00:15", "01:50"), ("02:30", "04:00"), ("23:00", "23:59")]),
        (60, 15, [("00:00", "03:00"), ("21:30", "24:00")]),
        (20, 5, []),
    ]

    @Test("slots never overlap, never fall outside hours, and every offered slot can be booked", arguments: zones)
    func aroundChanges(name: String) throws {
        let zone = try #require(Zone(name))
        let changes = try changes(of: zone)
        #expect(!changes.isEmpty)
        for change in changes {
            let middle = try #require(zone.wall(at: change)?.date)
            let dates = try [-1, 0, 1].map { Clock(of: try #require(middle.adding(days: $0)), in: zone) }
            for (slot, buffer, day) in Self.schedules {
                var schedule = DoctorSchedule(zone: zone, slotMinutes: slot, bufferMinutes: buffer)
                schedule.hours = try Weekday.allCases.flatMap { weekday in
                    try day.map { try hours(weekday, $0.0, $0.1) }
                }
                try check(schedule, on: dates)
            }
        }
    }

    @Test("one is ambiguous wherever the clocks are put back over an hour that is worked", arguments: zones)
    func ambiguity(name: String) throws {
        let zone = try #require(Zone(name))
        let schedule = DoctorSchedule(
            zone: zone, slotMinutes: 15, hours: try Weekday.allCases.map { try hours($0, "00:00", "24:00") })
        for change in try changes(of: zone) {
            let (before, after) = (zone.offset(at: change.adding(seconds: -1)), zone.offset(at: change))
            let date = try #require(zone.wall(at: change.adding(seconds: -1))?.date)
            let days = Availability(schedule: schedule).days(from: date, count: 2, now: change.adding(days: -2))
            let ambiguous = days.flatMap(\.slots).filter(\.isAmbiguous)
            #expect(ambiguous.count == max(0, before - after) / 900, "\(date)")
            for slot in ambiguous { #expect(slot.startsAt < change && zone.wall(at: slot.startsAt)?.time == slot.time) }
        }
    }

    private func check(_ schedule: DoctorSchedule, on dates: [Clock]) throws {
        let now = Instant(seconds: Int64(dates[0].date.daysSinceEpoch - 3) * 86_400)
        let days = Availability(schedule: schedule).days(from: dates[0].date, count: dates.count, now: now)
        #expect(days.map(\.date) == dates.map(\.date))
        var last: BookedTime?
        for (day, clock) in zip(days, dates) {
            #expect(!day.slots.isEmpty)
            let next = Clock(of: try #require(day.date.adding(days: 1)), in: schedule.zone)
            let open = clock.minutesOpen(schedule).union(next.minutesOpen(schedule))
            for slot in day.slots {
                let what =
                    "\(schedule.zone.identifier) \(day.date) \(slot.time), \(schedule.slotMinutes) + \(schedule.bufferMinutes)"
                if let last, last.doctorFreeAt > slot.startsAt { Issue.record("\(what) overlaps \(last.date) \(last.time)") }
                if slot.date != day.date { Issue.record("\(what) is none of that date") }
                let minutes = stride(from: slot.startsAt.seconds, to: slot.endsAt.seconds, by: 60)
                if !minutes.allSatisfy(open.contains) { Issue.record("\(what) falls outside hours") }
                let decision = Booking.decide(on: slot.date, at: slot.time, with: schedule, now: now)
                if decision != .accepted(slot) { Issue.record("\(what): \(decision)") }
                last = slot
            }
        }
    }

    /// A date, gone through minute by minute on the clock.
    private struct Clock {
        let date: CalendarDate
        /// Seconds at which minutes begin, and the latest minute of the date that the clock has shown by then.
        private let minutes: [(second: Int64, reached: Int)]

        init(of date: CalendarDate, in zone: Zone) {
            self.date = date
            let midnight = Int64(date.daysSinceEpoch) * 86_400
            var reached = -1
            minutes = stride(from: midnight - 15 * 3600, to: midnight + 40 * 3600, by: 60).compactMap { second in
                guard let wall = zone.wall(at: Instant(seconds: second)) else { return nil }
                reached = max(reached, (wall.date.daysSinceEpoch - date.daysSinceEpoch) * 1440 + wall.time.minuteOfDay)
                return (second, reached)
            }
        }

        /// When the working minutes begin: a stretch begins when its first time has come, and ends when its last has.
        func minutesOpen(_ schedule: DoctorSchedule) -> Set<Int64> {
            let hours = schedule.hours.filter { $0.weekday == date.weekday }.map { ($0.opens, $0.closes) }
            let stretches = schedule.hours.isEmpty ? [(8 * 60, 20 * 60)] : hours
            return Set(
                minutes.filter { minute in stretches.contains { $0.0 <= minute.reached && minute.reached < $0.1 } }.map(\.second))
        }
    }

    private func changes(of zone: Zone) throws -> [Instant] {
        let start = try instant("2020-01-01T00:00:00Z").seconds
        let end = try instant("2036-01-01T00:00:00Z").seconds
        return stride(from: start, to: end, by: 86_400).compactMap { second in
            // Between them the offset changes, from the second on.
            var (before, after) = (second, second + 86_400)
            let offset = zone.offset(at: Instant(seconds: after))
            guard zone.offset(at: Instant(seconds: before)) != offset else { return nil }
            while after - before > 1 {
                let middle = (before + after) / 2
                if zone.offset(at: Instant(seconds: middle)) == offset { after = middle } else { before = middle }
            }
            return Instant(seconds: after)
        }
    }
}
