import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Rows that cannot be read", .timeLimit(.minutes(4))) struct UnreadableRowTests {
    /// What may stand in one doctor's rows, by whatever way it got there.
    static let damages = [
        "UPDATE doctor_settings SET time_zone = 'Mars/Olympus_Mons' WHERE doctor_id = $1",
        "UPDATE doctor_settings SET time_zone = '../../etc/passwd' WHERE doctor_id = $1",
        "UPDATE doctor_settings SET slot_minutes = 0, buffer_minutes = 0 WHERE doctor_id = $1",
        "UPDATE doctor_settings SET buffer_minutes = -60 WHERE doctor_id = $1",
        "UPDATE doctor_settings SET horizon_days = 0 WHERE doctor_id = $1",
        "UPDATE doctor_settings SET minimum_notice_minutes = 2147483647 WHERE doctor_id = $1",
        "UPDATE doctor_hours SET weekday = 8 WHERE doctor_id = $1",
        "UPDATE doctor_hours SET closes_minute = 3000 WHERE doctor_id = $1",
    ]

    @Test(
        "cost that doctor's answers alone: 503, counted; searches and everybody else go on; a new schedule mends it",
        arguments: damages)
    func schedules(damage: String) async throws {
        try await Clinic.open { clinic in
            let (broken, whole, patient) = (try clinic.person(.doctor), try clinic.person(.doctor), try clinic.person(.patient))
            let schedule = #"{"timeZone":"UTC","slotMinutes":30,"hours":[{"weekday":2,"from":"09:00","to":"12:00"}]}"#
            for doctor in [broken, whole] {
                clinic.auth.users[doctor.id]?.specialization = "Dermatology"
                #expect(await clinic.set(schedule, by: doctor).status == 200)
            }
            for table in ["doctor_settings", "doctor_hours"] {
                for row in try await clinic.rows(
                    "SELECT conname FROM pg_constraint WHERE conrelid = '\(table)'::regclass AND contype IN ('c', 'x')")
                {
                    _ = try await clinic.rows("ALTER TABLE \(table) DROP CONSTRAINT \(try row.text(0))")
                }
            }
            _ = try await clinic.rows(damage, [.id(broken.id)])
            let found = await clinic.availability("specialization=dermatology", by: patient)
            #expect(found["doctors"]?.elements?.compactMap { $0["doctorId"]?.text } == ["\(whole.id)"], "\(found.text)")
            for answer in [
                await clinic.availability("doctorId=\(broken.id)", by: patient), await clinic.schedule(broken),
                await clinic.book(broken.id, by: patient, at: "09:00"),
            ] {
                #expect(
                    answer.status == 503 && answer.code == "schedule_unreadable" && answer.fields["Retry-After"] != nil,
                    "\(answer.text)")
            }
            #expect(await clinic.book(whole.id, by: patient, at: "09:00").status == 201)
            #expect(clinic.process.service.metrics.render().contains(#"appointment_unreadable_rows_total{kind="schedule"}"#))
            #expect(await clinic.set(schedule, by: broken).status == 200, "the doctor can mend it")
            #expect(await clinic.book(broken.id, by: patient, at: "10:00").status == 201)
        }
    }

    @Test("an absence without an end is one")
    func endless() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            _ = try await clinic.rows(
                "INSERT INTO time_off (id, doctor_id, starts_at, ends_at) VALUES (gen_random_uuid(), $1, '2026-12-10', 'infinity')",
                [.id(doctor.id)])
            #expect(await clinic.book(doctor.id, by: patient).code == "outside_hours")
            #expect(await clinic.book(doctor.id, by: patient, on: "2026-12-09").status == 201)
            #expect(await clinic.times(doctor.id, on: "2026-12-15", by: patient) == [])
        }
    }

    @Test(
        "an appointment: lists and calendars go on without it, by itself it is 503; each meeting is counted",
        arguments: ["date = 'infinity'", "date = '10000-01-01'", "time = '24:00'"])
    func appointments(damage: String) async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            let other = try #require(await clinic.book(pair.doctor.id, by: pair.patient, at: "11:00")["id"]?.text)
            _ = try await clinic.rows("UPDATE appointments SET \(damage) WHERE id = $1::uuid", [.text(pair.id)])
            let admin = try clinic.person(.admin)
            let lists: [() async -> Answer] = [
                { await clinic.mine(pair.patient) }, { await clinic.mine(pair.doctor) },
                { await clinic.mine(pair.patient, query: "status=PENDING") },
                { await clinic.send(.get, "/api/appointments", token: admin.token) },
            ]
            for list in lists {
                let before = Self.met(clinic), answer = await list()
                #expect(answer["appointments"]?.elements?.map { $0["id"]?.text } == [other], "\(answer.text)")
                #expect(Self.met(clinic) == before + 1)
            }
            for person in [pair.patient, pair.doctor] {
                let token = await clinic.send(.post, "/api/appointments/calendar-token", token: person.token)["token"]?.text ?? ""
                let before = Self.met(clinic)
                let feed = await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(token)")
                #expect(feed.text.contains(other) && !feed.text.contains(pair.id), "\(feed.text)")
                #expect(Self.met(clinic) == before + 1)
            }
            let alone: [() async -> Answer] = [
                { await clinic.read(pair.id, by: pair.patient) }, { await clinic.read(pair.id, "/calendar.ics", by: pair.patient) },
                { await clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-16") },
                { await clinic.change("cancel", pair.id, by: pair.patient) }, { await clinic.approve(pair.id, by: pair.doctor) },
                { await clinic.change("reject", pair.id, by: pair.doctor, #"{"reason":"ill"}"#) },
                { await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":"x"}"#) },
                { await clinic.change("cancel", pair.id, by: admin) },
            ]
            let events = try await clinic.count("outbox")
            for ask in alone {
                let before = Self.met(clinic), answer = await ask()
                #expect(answer.status == 503 && answer.code == "appointment_unreadable", "\(answer.text)")
                #expect(Self.met(clinic) == before + 1)
            }
            #expect(try await clinic.count("outbox") == events, "what was refused is not done")
        }
    }

    /// How often an appointment that cannot be read was met.
    private static func met(_ clinic: Clinic) -> Int {
        let name = #"appointment_unreadable_rows_total{kind="appointment"} "#
        let line = clinic.process.service.metrics.render().split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count)) } ?? -1
    }

    @Test("old names of zones are resolved and kept as written; names of one word are read but not taken")
    func aliases() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            for (name, offset) in [("Asia/Calcutta", "04:30"), ("US/Eastern", "15:00")] {
                let schedule = #"{"timeZone":"\#(name)","slotMinutes":30,"hours":[]}"#
                #expect(await clinic.set(schedule, by: doctor)["timeZone"]?.text == name)
                let booked = await clinic.book(doctor.id, by: patient, on: "2026-12-15", at: "10:00")
                #expect(
                    booked["timeZone"]?.text == name && booked["startsAt"]?.text == "2026-12-15T\(offset):00Z", "\(booked.text)")
            }
            for name in ["Japan", "GB", "CET", "EST", "PRC"] {
                #expect(await clinic.set(#"{"timeZone":"\#(name)","slotMinutes":30,"hours":[]}"#, by: doctor).status == 422)
                _ = try await clinic.rows(
                    "UPDATE doctor_settings SET time_zone = $2::text WHERE doctor_id = $1", [.id(doctor.id), .text(name)])
                #expect(await clinic.schedule(doctor)["timeZone"]?.text == name)
            }
        }
    }
}
