import Contracts
import Testing

@testable import AppointmentDomain

@Suite("What a calendar says about a zone") struct ZoneInCalendarsTests {
    /// The offset that a reader finds at `second`: of the last observance that has begun.
    private static func offset(at second: Int64, in zone: CalendarZone) throws -> Int? {
        let year = try #require(CalendarDate(holding: second)).year
        var last: (begun: Int64, offset: Int)?
        for observance in zone.observances {
            var onsets = [observance.onset]
            if let rule = observance.rule {
                let time = observance.onset.remainder(dividingBy: 86_400)
                onsets += try (year - 1...year + 1).flatMap { try YearlyDays.of($0, by: rule) }
                    .map { Int64($0.daysSinceEpoch) * 86_400 + time }.filter { $0 >= observance.onset }
            }
            for begun in onsets.map({ $0 - Int64(observance.offsetBefore) }) where begun <= second && begun >= last?.begun ?? .min {
                last = (begun, observance.offset)
            }
        }
        return last?.offset
    }

    private static let names = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "America/Nuuk", "Asia/Kolkata", "Asia/Tokyo",
        "America/Santiago", "Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "America/Sao_Paulo", "UTC",
    ]

    @Test("from the first visit to the last it is right, wherever between two changes, or at one, they are", arguments: names)
    func everySpan(name: String) throws {
        let zone = try #require(Zone(name))
        for start in ["1969-06-01T00:00:00Z", "1995-01-01T00:00:00Z", "2014-01-01T00:00:00Z", "2030-01-01T00:00:00Z"] {
            var moments = [try instant(start).seconds]
            for _ in 0..<5 {
                guard let change = zone.rules.change(after: moments[moments.count - 1]) else { break }
                moments += [change.at - 1, change.at]
            }
            for (index, from) in moments.enumerated() {
                let to = moments[moments.count - 1] + 3_600
                let calendar = zone.inCalendars(as: name, from: Instant(seconds: from), to: Instant(seconds: to))
                #expect(calendar.zone.identifier == name && calendar.end == nil && !calendar.zone.observances.isEmpty)
                for second in moments[index...] + [to] {
                    #expect(
                        try Self.offset(at: second, in: calendar.zone) == zone.offset(at: Instant(seconds: second)),
                        "\(from) \(second)")
                }
            }
        }
    }

    @Test("each observance says what the clocks were before it", arguments: names)
    func before(name: String) throws {
        let zone = try #require(Zone(name))
        let (from, to) = (try instant("1990-01-01T00:00:00Z"), try instant("2020-01-01T00:00:00Z"))
        for observance in zone.inCalendars(as: name, from: from, to: to).zone.observances {
            let at = observance.onset - Int64(observance.offsetBefore)
            #expect(observance.offsetBefore == zone.offset(at: Instant(seconds: at - 1)))
            #expect(observance.offset == zone.offset(at: Instant(seconds: at)))
        }
    }

    @Test(
        "two rules say it all as soon as the clocks were changed twice by the yearly rule; before that, no change is said twice",
        arguments: names)
    func rules(name: String) throws {
        let zone = try #require(Zone(name))
        guard let begins = zone.rules.yearlyFrom, let second = zone.rules.change(after: begins),
            zone.rules.recurrence(of: second) != nil
        else { return }
        func observances(_ from: Int64) -> [CalendarZone.Observance] {
            let from = Instant(seconds: from)
            return zone.inCalendars(as: name, from: from, to: from.adding(days: 3_650)).zone.observances
        }
        let first = zone.rules.change(after: begins - 1)
        if first?.at == begins {
            #expect(observances(second.at).count == 2 && observances(second.at).allSatisfy { $0.rule != nil })
        }
        for from in [begins - 86_400, begins, begins + 86_400, second.at - 1] {
            let onsets = observances(from).map(\.onset)
            #expect(Set(onsets).count == onsets.count && observances(from).suffix(2).allSatisfy { $0.rule != nil })
        }
    }

    @Test("a hundred changes are listed; from the next on it says nothing, and a visit that begins there is told in UTC")
    func limit() throws {
        let day: Int64 = 86_400
        let changes = (0..<150).map { (Int64($0) * day, ($0 + 1) % 2) }
        let zone = try #require(
            Zone(
                identifier: "Test/Restless", release: "",
                tzif: ZoneFile.with(changes, types: [(3_600, "AAA"), (7_200, "BBB")], rule: "AAA-1")))
        let all = zone.inCalendars(as: "Test/Restless", from: Instant(seconds: 0), to: Instant(seconds: 200 * day))
        #expect(all.zone.observances.count == Zone.listedChanges)
        let end = try #require(all.end)
        #expect(end.seconds == Int64(Zone.listedChanges) * day)
        // As many as are needed, and none more.
        let few = zone.inCalendars(as: "Test/Restless", from: Instant(seconds: 0), to: Instant(seconds: 99 * day))
        #expect(few.zone.observances.count == 100 && few.end == nil)
        #expect(
            zone.inCalendars(as: "Test/Restless", from: Instant(seconds: 0), to: Instant(seconds: 9 * day - 1)).zone.observances
                .count == 9)

        for (start, isInZone) in [(end.adding(seconds: -60), true), (end, false), (end.adding(seconds: 60), false)] {
            let starts = [Instant(seconds: 0), start, Instant(seconds: 200 * day)]
            let feed = CalendarFeed(
                try starts.map { try Self.visit($0, zone) }, for: nil, by: CalendarOrganizer(address: "a@b.example"),
                zone: { _ in zone }, home: .utc)
            let lines = String(decoding: feed.encoded(at: end), as: UTF8.self).split(separator: "\r\n")
            let told = lines.filter { $0.hasPrefix("DTSTART") }.suffix(3)
            #expect(told.map { $0.hasPrefix("DTSTART;TZID=Test/Restless:") } == [true, isInZone, false])
            #expect(told.last?.hasSuffix("Z") == true)
        }
    }

    private static func visit(_ start: Instant, _ zone: Zone) throws -> Appointment {
        let (date, time) = try #require(zone.wall(at: start))
        return Appointment(
            id: AppointmentID(UUIDValue(high: 1, low: UInt64(start.seconds.magnitude))),
            patientID: UserID(UUIDValue(high: 1, low: 1)),
            doctorID: UserID(UUIDValue(high: 2, low: 2)), patientName: "Grace", doctorName: "Ada",
            time: VisitTime(
                date: date, time: time, timeZone: zone.identifier, startsAt: start, endsAt: start.adding(minutes: 30)),
            createdAt: start, updatedAt: start)
    }
}

extension Int64 {
    fileprivate func remainder(dividingBy number: Int64) -> Int64 { (self % number + number) % number }
}
