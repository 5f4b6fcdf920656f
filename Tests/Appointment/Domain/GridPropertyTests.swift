import AppointmentDomain
import Contracts
import Testing

/// Random weeks in zones that change their clocks, minute by minute: hours that touch at midnight, over several days, around the clock.
@Suite("What is offered is what can be booked") struct GridPropertyTests {
    /// Zone, and a date around which its clocks are changed.
    static let places = [
        ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/Havana", "2026-11-01"),
        ("Africa/Cairo", "2026-04-24"),
        ("Australia/Lord_Howe", "2026-04-05"), ("America/St_Johns", "2009-11-01"), ("Pacific/Apia", "2011-12-30"),
        ("UTC", "2026-06-01"),
    ]

    @Test("a time is offered exactly when it is accepted, and every refusal beside the grid names real ones", arguments: places)
    func offeredIsBookable(place: (name: String, date: String)) throws {
        let zone = try #require(Zone(place.name))
        var numbers = Numbers(state: UInt64(place.date.utf8.reduce(7) { $0 * 31 + UInt64($1) }))
        for _ in 0..<3 {
            let schedule = schedule(in: zone, &numbers)
            let first = try #require(day(place.date).adding(days: -Int.random(in: 1...2, using: &numbers)))
            let now = Instant(seconds: Int64(first.daysSinceEpoch - 10) * 86_400)
            let days = Availability(schedule: schedule).days(from: first, count: 3, now: now)
            for offered in days {
                let slots = Dictionary(uniqueKeysWithValues: offered.slots.map { ($0.time, $0) })
                // Quarters, whatever is offered, and a few others.
                for minute in stride(from: 0, to: 1440, by: 15) + (0..<12).map({ _ in Int.random(in: 0..<1440, using: &numbers) })
                    + slots.keys.map(\.minuteOfDay)
                {
                    let time = try #require(WallTime(minuteOfDay: minute))
                    try check(
                        Booking.decide(on: offered.date, at: time, with: schedule, now: now), slots[time], offered.date, time,
                        schedule, now)
                }
            }
            let alone = try days.map { day in
                try #require(Availability(schedule: schedule).days(from: day.date, count: 1, now: now).first)
            }
            #expect(alone == days, "a date's slots do not depend on where the list begins")
            let all = days.flatMap(\.slots)
            for (slot, next) in zip(all, all.dropFirst()) { #expect(slot.doctorFreeAt <= next.startsAt) }
        }
    }

    private func check(
        _ decision: Booking.Decision, _ offered: BookedTime?, _ date: CalendarDate, _ time: WallTime, _ schedule: DoctorSchedule,
        _ now: Instant
    ) throws {
        switch decision {
        case .accepted(let booked):
            if booked != offered { Issue.record("\(date) \(time) is accepted and not offered: \(schedule)") }
        case .refused(.offGrid(let nearest)):
            if offered != nil { Issue.record("\(date) \(time) is offered and off the grid: \(schedule)") }
            guard time.minuteOfDay % 97 == 0 else { return }
            for slot in nearest {
                #expect(Booking.decide(on: slot.date, at: slot.time, with: schedule, now: now) == .accepted(slot))
            }
            #expect(nearest.count == Set(nearest).count)
        case .refused(let refusal):
            if offered != nil { Issue.record("\(date) \(time) is offered and \(refusal): \(schedule)") }
        }
    }

    /// Half of its stretches end or begin at midnight.
    private func schedule(in zone: Zone, _ numbers: inout Numbers) -> DoctorSchedule {
        let slot = [5, 20, 45, 60, 150, 480].randomElement(using: &numbers) ?? 30
        let buffer = [0, 0, 10, 75, 240].randomElement(using: &numbers) ?? 0
        let hours = Weekday.allCases.flatMap { weekday -> [WorkingHours] in
            let borders = Set((0..<4).map { _ in Int.random(in: 1..<288, using: &numbers) * 5 }).sorted()
            let kind = Int.random(in: 0..<6, using: &numbers)
            let stretches =
                switch kind {
                case 0: [(0, 1440)]
                case 1: [(0, borders[0]), (borders[0], 1440)]
                case 2: [(0, borders[0]), (borders[borders.count - 1], 1440)]
                case 3: [(borders[0], 1440)]
                case 4: [(0, borders[0])]
                default: Array(zip(borders, borders.dropFirst()))
                }
            return stretches.compactMap { WorkingHours(weekday, opens: $0.0, closes: $0.1) }
        }
        let isEndless = Int.random(in: 0..<5, using: &numbers) == 0
        return DoctorSchedule(
            zone: zone, slotMinutes: slot, bufferMinutes: buffer,
            hours: isEndless ? Weekday.allCases.compactMap { WorkingHours($0, opens: 0, closes: 1440) } : hours)
    }
}
