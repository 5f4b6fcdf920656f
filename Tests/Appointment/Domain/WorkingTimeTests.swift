import AppointmentDomain
import Contracts
import Testing

@Suite("Working time in absences") struct WorkingTimeTests {
    @Test("is what counting minute by minute gives, wherever the clocks change", arguments: FirstSlotFindingTests.zones)
    func agrees(name: String) throws {
        let zone = try #require(Zone(name))
        var numbers = Numbers(state: UInt64(name.utf8.count) &+ 77)
        let from = try day("2026-10-20"), to = try day("2026-11-05")
        for _ in 0..<20 {
            let open = Weekday.allCases.filter { _ in Bool.random(using: &numbers) }
            let hours = open.flatMap { weekday in
                [(0, 300), (600, 1_440)].compactMap { WorkingHours(weekday, opens: $0, closes: $1) }
            }
            let start = try instant("2026-10-18T00:00:00Z")
            let absences = (0..<3).compactMap { _ in
                let begin = start.adding(minutes: Int.random(in: 0..<25_000, using: &numbers))
                return Interval(from: begin, to: begin.adding(minutes: Int.random(in: 1..<4_000, using: &numbers)))
            }
            var counted = 0
            for minute in 0..<30_000 {
                let now = start.adding(minutes: minute)
                guard let wall = zone.wall(at: now), from <= wall.date, wall.date < to,
                    absences.contains(where: { $0.start <= now && now < $0.end })
                else { continue }
                let isOpen = hours.contains {
                    $0.weekday == wall.date.weekday && $0.opens <= wall.time.minuteOfDay && wall.time.minuteOfDay < $0.closes
                }
                if isOpen { counted += 1 }
            }
            #expect(WorkingTime.minutes(of: hours, in: zone, within: absences, from: from, to: to) == counted)
        }
    }
}
