import AppointmentDomain
import Contracts
import Testing

@Suite("What a search has found answers later searches") struct FirstSlotFindingTests {
    static let zones = ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Havana", "Australia/Lord_Howe"]

    @Test("whatever it answers, a new search finds, as time goes by and the dates asked for move", arguments: zones)
    func agrees(name: String) throws {
        let zone = try #require(Zone(name))
        var numbers = Numbers(state: UInt64(name.utf8.reduce(3) { $0 &* 31 &+ UInt64($1) }))
        var (answered, searched) = (0, 0)
        for _ in 0..<60 {
            let start = try instant("2026-10-20T00:00:00Z").adding(minutes: Int.random(in: 0..<1440, using: &numbers))
            let availability = try availability(in: zone, from: start, &numbers)
            let first = try #require(zone.wall(at: start)?.date)
            var now = start
            var finding = FirstSlotFinding(availability, from: first, days: 2, now: now)
            for _ in 0..<60 {
                now = now.adding(minutes: Int.random(in: 0...400, using: &numbers))
                let from = try #require(first.adding(days: Int.random(in: -1...9, using: &numbers)))
                let days = Int.random(in: 1...12, using: &numbers)
                let truth = availability.firstSlot(from: from, days: days, now: now)
                switch finding.answer(from: from, days: days, now: now) {
                case .slot(let slot):
                    answered += 1
                    #expect(slot == truth)
                case .nothing:
                    answered += 1
                    #expect(truth == nil)
                case nil:
                    searched += 1
                    let next = FirstSlotFinding(availability, from: from, days: days, now: now)
                    #expect(next.slot == truth)
                    let answer = next.answer(from: from, days: days, now: now)
                    #expect(answer == truth.map { .slot($0) } ?? .nothing)
                    finding = finding.followed(by: next)
                    #expect(
                        finding.answer(from: from, days: days, now: now) == answer, "followed by another one it knows that one's")
                }
            }
        }
        #expect(answered > 600 && searched > 600)
    }

    @Test("two looks that found nothing are one, and a third one's slot is that of all three")
    func looks() throws {
        let now = try instant("2026-11-30T00:00:00Z")
        let schedule = DoctorSchedule(zone: .utc, hours: [try hours(.thursday, "09:00", "09:30")])
        let availability = Availability(schedule: schedule)
        let first = try day("2026-11-30")
        func look(_ skipped: Int, _ days: Int) throws -> FirstSlotFinding {
            FirstSlotFinding(availability, from: try #require(first.adding(days: skipped)), days: days, now: now)
        }
        var finding = try look(0, 1).followed(by: look(1, 2))
        #expect(finding.answer(from: first, days: 3, now: now) == .nothing)
        #expect(finding.answer(from: first, days: 4, now: now) == nil)
        finding = finding.followed(by: try look(0, 1))
        #expect(finding.answer(from: first, days: 3, now: now) == .nothing, "what was seen before is not forgotten")
        finding = finding.followed(by: try look(3, 10))
        let slot = try #require(finding.slot)
        #expect(slot.startsAt == (try instant("2026-12-03T09:00:00Z")))
        #expect(finding.answer(from: first, days: 62, now: now) == .slot(slot))
        #expect(finding.answer(from: first, days: 62, now: slot.startsAt) == nil, "it has begun")
        #expect(
            try look(0, 1).followed(by: look(2, 2)).answer(from: first, days: 4, now: now) == nil, "nobody looked at the second day"
        )
    }

    private func availability(in zone: Zone, from start: Instant, _ numbers: inout Numbers) throws -> Availability {
        let slot = [20, 60, 150].randomElement(using: &numbers) ?? 30
        let open = Weekday.allCases.filter { _ in Bool.random(using: &numbers) }
        let schedule = DoctorSchedule(
            zone: zone, slotMinutes: slot, bufferMinutes: [0, 10, 75].randomElement(using: &numbers) ?? 0,
            horizonDays: [nil, 0, 1, 5].randomElement(using: &numbers) ?? nil,
            minimumNoticeMinutes: [0, 30, 2_000].randomElement(using: &numbers) ?? 0,
            hours: open.compactMap { WorkingHours($0, opens: Int.random(in: 0..<200, using: &numbers) * 5, closes: 1440) })
        var taken: [Interval] = []
        var end = start
        while taken.count < 30 {
            let begin = end.adding(minutes: Int.random(in: 0...90, using: &numbers))
            end = begin.adding(minutes: [60, 300, 1_440].randomElement(using: &numbers) ?? 60)
            taken.append(try #require(Interval(from: begin, to: end)))
        }
        let away = start.adding(minutes: Int.random(in: 0...6_000, using: &numbers))
        let absence = try #require(Interval(from: away, to: away.adding(minutes: 1_500)))
        return Availability(schedule: schedule, timeOff: [absence], taken: taken)
    }

    @Test("what begins after exactly the notice is still on offer, and a microsecond later is searched for anew")
    func exactlyTheNotice() throws {
        let now = try instant("2026-11-30T00:00:00Z")
        let schedule = DoctorSchedule(
            zone: .utc, minimumNoticeMinutes: 60, hours: [try hours(.thursday, "09:00", "09:30")])
        let first = try day("2026-11-30")
        let finding = FirstSlotFinding(Availability(schedule: schedule), from: first, days: 7, now: now)
        let slot = try #require(finding.slot)
        let last = slot.startsAt.adding(minutes: -60)
        #expect(finding.answer(from: first, days: 7, now: last) == .slot(slot))
        #expect(finding.answer(from: first, days: 7, now: Instant(microseconds: last.microseconds + 1)) == nil)
    }
}
