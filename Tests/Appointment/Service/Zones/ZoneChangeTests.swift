import AppointmentDomain
import Contracts
import CoreHTTP
import Foundation
import Hosting
import HTTPWire
import Logging
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

/// Paraguay gave up changing its clocks in October 2024: winter there is an hour earlier than data of before say.
@Suite("New rules of a time zone", .timeLimit(.minutes(5))) struct ZoneChangeTests {
    @Test(
        "the time on the wall stays: the visit moves, told in its history and nowhere else; its time is not sold again, its old instant is"
    )
    func story() async throws {
        try await ZoneData.use { data in
            try await Clinic.open({ $0.zones = data.old }) { clinic in
                let (doctor, patient) = (try await Self.doctor(clinic), try clinic.person(.patient))
                let id = try #require(await clinic.book(doctor.id, by: patient, on: "2027-07-05", at: "10:00")["id"]?.text)
                let far = try #require(await clinic.book(doctor.id, by: patient, on: "2028-01-05", at: "10:00")["id"]?.text)
                let farther = try #require(await clinic.book(doctor.id, by: patient, on: "2028-07-05", at: "10:00")["id"]?.text)
                _ = await clinic.approve(id, by: doctor)
                #expect(await clinic.read(id, by: patient)["startsAt"] == "2027-07-05T14:00:00Z")
                let events = try await clinic.count("outbox")
                let replica = try clinic.replica(zones: data.new)

                // At once, before anything was moved by itself.
                let rival = try clinic.person(.patient)
                func book(_ time: String, _ router: Router, _ date: String = "2027-07-05") async -> Answer {
                    let body = #"{"doctorId":"\#(doctor.id)","appointmentDate":"\#(date)","appointmentTime":"\#(time)"}"#
                    return await clinic.send(.post, "/api/appointments", token: rival.token, body: body, through: router)
                }
                #expect(await book("10:00", replica.router).code == "slot_taken")
                #expect(await book("11:00", replica.router).status == 201)
                // Who has the old rules books no more, until he has the new ones.
                let refused = await book("09:00", clinic.router)
                #expect(refused.status == 503 && refused.code == "schedule_unreadable", "\(refused.text)")
                try await replica.sweep()
                try await clinic.zones.sweep()
                #expect(
                    await clinic.availability("doctorId=\(doctor.id)&date=2027-07-05&days=1", by: rival).code
                        == "schedule_unreadable")

                for (id, startsAt, version) in [
                    (id, "2027-07-05T13:00:00Z", 3), (far, "2028-01-05T13:00:00Z", 1), (farther, "2028-07-05T13:00:00Z", 2),
                ] {
                    let now = await clinic.read(id, by: patient)
                    #expect(
                        now["startsAt"]?.text == startsAt && now["appointmentTime"] == "10:00"
                            && now["version"] == .int(Int64(version)), "\(now.text)")
                    #expect(now.fields["ETag"] == "\"\(version)\"")
                }
                let history = await clinic.read(id, "/history", by: patient)["history"]?.elements ?? []
                #expect(
                    history.last?["actorRole"] == "SYSTEM" && history.last?["from"] == "APPROVED"
                        && history.last?["to"] == "APPROVED")
                #expect(history.last?["context"]?.text?.contains("tzdata 2025b") == true)
                #expect(try await clinic.count("outbox") == events + 1, "only the rival's booking is told of")
                let offered = await clinic.times(doctor.id, on: "2027-07-05", by: rival, through: replica.router)
                #expect(
                    !offered.contains("10:00") && !offered.contains("11:00") && offered.contains("09:30")
                        && offered.contains("12:00"))
                try await Self.checkInstants(clinic, data)
            }
        }
    }

    @Test(
        "days without a gap move whole, in batches, whoever is interrupted or does it at the same time; afterwards nothing is left to do"
    )
    func batches() async throws {
        try await ZoneData.use { data in
            try await Clinic.open(connections: 4, { $0.zones = data.old }) { clinic in
                let doctor = try await Self.doctor(clinic)
                try await Self.fill(clinic, doctor.id, days: 40)
                let (one, other) = (try clinic.replica(zones: data.new), try clinic.replica(zones: data.new))
                var looks = 0
                try await one.sweep {
                    looks += 1
                    return looks > 4
                }
                let moved = try await clinic.rows("SELECT count(*) FROM appointments WHERE version > 1")[0].int(0)
                #expect(0 < moved && moved < 800, "it was interrupted in the middle: \(moved)")
                #expect(try await clinic.rows("SELECT is_moving FROM zone_rules WHERE zone = 'America/Asuncion'")[0].bool(0))
                async let first: Void = one.sweep()
                async let second: Void = other.sweep()
                _ = try await (first, second)
                try await one.sweep()
                try await Self.checkInstants(clinic, data)
                #expect(try await clinic.rows("SELECT max(version) FROM appointments")[0].int(0) == 2, "nothing moved twice")
                #expect(
                    try await clinic.rows("SELECT is_moving FROM zone_rules WHERE zone = 'America/Asuncion'")[0].bool(0) == false)
                #expect(try await clinic.count("unmoved_appointments") == 0)
                // Back to the old data: nothing moves back.
                try await clinic.zones.sweep()
                try await Self.checkInstants(clinic, data)
            }
        }
    }

    @Test("a visit that another one keeps from its place holds both, is told, and follows when the way is free")
    func collision() async throws {
        try await ZoneData.use { data in
            try await Clinic.open({ $0.zones = data.old }) { clinic in
                let (doctor, patient, rival) = (
                    try await Self.doctor(clinic), try clinic.person(.patient), try clinic.person(.patient)
                )
                let id = try #require(await clinic.book(doctor.id, by: patient, on: "2027-07-05", at: "10:00")["id"]?.text)
                // A time of another zone, in its way: 13:15 to 13:45 in UTC.
                #expect(await clinic.set(#"{"timeZone":"UTC","slotMinutes":30,"hours":[]}"#, by: doctor).status == 200)
                let other = try #require(await clinic.book(doctor.id, by: rival, on: "2027-07-05", at: "13:15")["id"]?.text)
                let replica = try clinic.replica(zones: data.new)
                try await replica.sweep()
                #expect(replica.zones.standings.unmoved == 1)
                #expect(await clinic.read(id, by: patient)["startsAt"] == "2027-07-05T14:00:00Z")
                for time in ["12:45", "13:00", "14:00", "14:15"] {
                    #expect(await clinic.book(doctor.id, by: rival, on: "2027-07-05", at: time).code == "slot_taken", "\(time)")
                }
                let offered = await clinic.times(doctor.id, on: "2027-07-05", by: rival, through: replica.router)
                #expect(
                    !offered.contains("13:00") && !offered.contains("14:00") && offered.contains("12:30")
                        && offered.contains("14:30"))
                #expect(await clinic.change("cancel", other, by: doctor).status == 200)
                try await replica.sweep()
                #expect(await clinic.read(id, by: patient)["startsAt"] == "2027-07-05T13:00:00Z")
                #expect(replica.zones.standings.unmoved == 0)
                #expect(try await clinic.count("unmoved_appointments") == 0)
                #expect(await clinic.book(doctor.id, by: rival, on: "2027-07-05", at: "14:00").status == 201)
            }
        }
    }

    @Test(
        "bookings by old and new rules, while the visits are moved: no time on the wall is sold twice, and all end where they belong"
    )
    func race() async throws {
        try await ZoneData.use { data in
            try await Clinic.open(connections: 8, { $0.zones = data.old }) { clinic in
                let doctor = try await Self.doctor(clinic)
                let patients = try (0..<40).map { _ in try clinic.person(.patient) }
                _ = await clinic.book(doctor.id, by: patients[0], on: "2027-06-30", at: "10:00")
                let replica = try clinic.replica(zones: data.new)
                await withTaskGroup(of: Void.self) { group in
                    for (number, patient) in patients.enumerated() {
                        let time = "\(10 + number / 2 % 10):\(number % 2 == 0 ? "00" : "30")"
                        for isNew in [false, true] {
                            let body = #"{"doctorId":"\#(doctor.id)","appointmentDate":"2027-07-05","appointmentTime":"\#(time)"}"#
                            group.addTask {
                                _ = await clinic.send(
                                    .post, "/api/appointments", token: patient.token, body: body,
                                    through: isNew ? replica.router : nil)
                            }
                        }
                        if number == 10 { group.addTask { try? await replica.sweep() } }
                    }
                }
                try await replica.sweep()
                try await Self.checkInstants(clinic, data)
                #expect(
                    try await clinic.rows("SELECT max(n) FROM (SELECT count(*) AS n FROM appointments GROUP BY date, time) t")[0]
                        .int(0) == 1)
            }
        }
    }

    @Test("UTC is settled from the beginning, by the rules that this program has of it")
    func utc() async throws {
        try await Clinic.open { clinic in
            let row = try await clinic.rows("SELECT digest, is_moving FROM zone_rules WHERE zone = 'UTC'")[0]
            #expect(try row.text(0) == Zone.utc.digest && !row.bool(1))
        }
    }

    // MARK: -

    private static func doctor(_ clinic: Clinic) async throws -> Clinic.Person {
        let doctor = try clinic.person(.doctor)
        #expect(await clinic.set(#"{"timeZone":"America/Asuncion","slotMinutes":30,"hours":[]}"#, by: doctor).status == 200)
        return doctor
    }

    /// Twenty visits a day, one after the other, as they stand by the old rules, half of them an hour later than they should.
    private static func fill(_ clinic: Clinic, _ doctor: UserID, days: Int) async throws {
        _ = try await clinic.rows("SELECT adopt_zone_rules('America/Asuncion', '2024a', 'old')")
        _ = try await clinic.rows(
            """
            INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at, doctor_free_at)
            SELECT gen_random_uuid(), gen_random_uuid(), $1::uuid, 'P', 'D', '2027-06-20'::date + d, '08:00'::time + n * interval '30 minutes',
                   'America/Asuncion', s, s + interval '30 minutes', s + interval '30 minutes'
            FROM generate_series(0, $2::bigint::integer - 1) d, generate_series(0, 19) n,
                 LATERAL (SELECT ('2027-06-20'::date + d + '08:00'::time + n * interval '30 minutes') AT TIME ZONE 'UTC' + interval '4 hours' AS s) t
            """, [.id(doctor), .int(days)])
    }

    /// Every visit stands at the instant of its wall time by the new rules.
    private static func checkInstants(_ clinic: Clinic, _ data: ZoneData) async throws {
        let zone = try #require(data.new.zone(named: "America/Asuncion"))
        for row in try await clinic.rows(
            "SELECT \(VisitInstants.Column.list(of: "a")) FROM appointments a WHERE time_zone = 'America/Asuncion'")
        {
            let row = RowOf<VisitInstants.Column>(row)
            let belongs = zone.resolve(try row.calendarDate(.date), try row.wallTime(.time)).nearest
            #expect(try row.instant(.startsAt) == belongs && row.instant(.endsAt) == belongs.adding(minutes: 30))
        }
    }
}

/// Two directories of time zones, compiled as Debian's are: before and after the change.
struct ZoneData: Sendable {
    let old: ZoneDatabase
    let new: ZoneDatabase

    private static let common = "Z Europe/London 0 - GMT\nZ Europe/Berlin 1 - CET\n"
    private static let rules = "R y 2010 max - O Su>=1 0 1 -\nR y 2013 max - Mar Su>=22 0 0 -\n"

    static func use(_ body: (ZoneData) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        let old = try compile(directory.appending(path: "old"), "# version 2024a\n\(rules)Z America/Asuncion -4 y %z\n\(common)")
        let new = try compile(
            directory.appending(path: "new"),
            "# version 2025b\n\(rules)Z America/Asuncion -4 y %z 2024 O 15\n-3 - %z\n\(common)")
        try await body(ZoneData(old: old, new: new))
    }

    private static func compile(_ directory: URL, _ source: String) throws -> ZoneDatabase {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appending(path: "tzdata.zi")
        try Data(source.utf8).write(to: file)
        let zic = Process()
        zic.executableURL = URL(filePath: "/usr/sbin/zic")
        zic.arguments = ["-d", directory.path, file.path]
        try zic.run()
        zic.waitUntilExit()
        try #require(zic.terminationStatus == 0)
        return ZoneDatabase(directory: directory.path)
    }
}
