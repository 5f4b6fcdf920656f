import Contracts
import CoreHTTP
import Foundation
import Testing

@testable import AppointmentDomain
@testable import AppointmentService

@Suite("Zones in calendars, as dateutil reads them", .timeLimit(.minutes(5))) struct CalendarZoneTests {
    private static let organizer = CalendarOrganizer(address: "noreply@clinic.example")

    private static func visit(_ start: Instant, _ zone: Zone) throws -> Appointment {
        let (date, time) = try #require(zone.wall(at: start))
        // Of a time that the clock shows twice the first is meant.
        let first = zone.resolve(date, time).nearest
        let id = AppointmentID(UUIDValue(high: .random(in: 0...(.max)), low: .random(in: 0...(.max))))
        return Appointment(
            id: id, patientID: UserID(UUIDValue(high: 1, low: 1)), doctorID: UserID(UUIDValue(high: 2, low: 2)),
            patientName: "Grace",
            doctorName: "Ada",
            time: VisitTime(
                date: date, time: time, timeZone: zone.identifier, startsAt: first, endsAt: first.adding(minutes: 30)),
            createdAt: start, updatedAt: start)
    }

    private static func text(_ visits: [Appointment], now: Instant) -> String {
        String(
            decoding: CalendarFeed(visits, for: nil, by: organizer, zone: ZoneDatabase.system.zone(stored:), home: .utc).encoded(
                at: now), as: UTF8.self)
    }

    private func check(_ visits: [Appointment]) async throws {
        let read = try await CalendarReader.read(Self.text(visits, now: .earliest), with: "read_zones").elements ?? []
        #expect(read.count == visits.count)
        for (visit, start) in zip(visits, read) {
            let time = visit.time
            #expect(start.text == time.startsAt.description, "\(time.timeZone) \(time.date) \(time.time)")
        }
    }

    /// Every place of the database.
    private static func zones() throws -> [Zone] {
        let table = try String(contentsOfFile: "/usr/share/zoneinfo/zone1970.tab", encoding: .utf8)
        let names = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { String($0.split(separator: "\t")[2]) }
        return try (names + ["UTC"]).map { try #require(Zone($0), "\($0)") }
    }

    @Test(
        "half an hour before and after each of the next six changes, in every zone there is, alone and with one of forty years ago")
    func everyZone() async throws {
        let now = try #require(Instant("2026-01-01T12:00:00Z"))
        var visits: [Appointment] = []
        for zone in try Self.zones() {
            visits.append(try Self.visit(now, zone))
            var last = now.seconds
            for _ in 0..<6 {
                guard let change = zone.rules.change(after: last) else { break }
                for second in [change.at - 1_800, change.at + 1_800] {
                    visits.append(try Self.visit(Instant(seconds: second), zone))
                }
                last = change.at
            }
        }
        #expect(visits.count > 1_000)
        try await check(visits)
        let old = try #require(Instant("1986-01-01T12:00:00Z"))
        try await check(visits + Self.zones().prefix(60).map { try Self.visit(old, $0) })
    }

    /// Rules of every kind; winters that are the exception; changes listed until 2087 and no rule.
    static let peculiar = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Africa/Cairo", "America/Nuuk",
        "Asia/Gaza", "Asia/Jerusalem", "America/Santiago", "Pacific/Easter", "Africa/Casablanca", "Asia/Kolkata",
    ]

    @Test("a visit of any year is told right", arguments: peculiar)
    func anyYear(name: String) async throws {
        let zone = try #require(Zone(name))
        var visits: [Appointment] = []
        for year in [1999, 2026, 2027, 2038, 2086, 2088, 2150, 2400] {
            for day in ["03-29", "04-24", "07-01", "10-31", "11-01", "12-15"] {
                visits.append(try Self.visit(try #require(Instant("\(year)-\(day)T12:00:00Z")), zone))
            }
        }
        try await check(visits)
    }

    @Test("whoever books however far ahead makes no calendar long: a zone stays below 16 KiB, one with a rule below 1 KiB")
    func size() throws {
        let now = try #require(Instant("2026-12-01T08:00:00Z"))
        let far = try #require(Instant("9990-07-01T12:00:00Z"))
        for zone in try Self.zones() {
            for visits in [[far], [now, far], [now, now.adding(days: 3_650)]] {
                let appointments = try visits.map { try Self.visit($0, zone) }
                let text = Self.text(appointments, now: now)
                let begin = try #require(text.range(of: "BEGIN:VTIMEZONE")), end = try #require(text.range(of: "END:VTIMEZONE"))
                let length = text[begin.lowerBound..<end.upperBound].utf8.count
                #expect(
                    length < (zone.rules.yearlyFrom ?? .max < now.seconds - 2 * 366 * 86_400 ? 1_024 : 16_384), "\(zone.identifier)"
                )
            }
        }
    }

    @Test(
        "a calendar without appointments holds its clinic's zone, since it must hold something",
        arguments: ["UTC", "Europe/Berlin"])
    func empty(name: String) async throws {
        let zone = try #require(Zone(name))
        let feed = CalendarFeed([], for: nil, by: Self.organizer, zone: ZoneDatabase.system.zone(stored:), home: zone)
        let text = String(decoding: feed.encoded(at: try #require(Instant("2026-12-01T08:00:00Z"))), as: UTF8.self)
        let read = try await CalendarReader.read(text)
        #expect(read["zones"]?.elements?.map(\.text) == [name] && read["events"]?.elements == [])
    }
}
