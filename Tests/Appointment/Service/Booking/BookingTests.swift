import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@Suite("Booking", .timeLimit(.minutes(4))) struct BookingTests {
    @Test("a booking is answered whole, and kept with its history and its event")
    func books() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor, name: "Ada Lovelace")
            let patient = try clinic.person(.patient, name: "Zoë \\\"Z\\\" O'Neil")
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let answer = await clinic.book(doctor.id, by: patient, fields: ["traceparent": trace])
            #expect(answer.status == 201)
            let id = try #require(answer["id"]?.text.flatMap(AppointmentID.init(_:)))
            #expect(answer.fields["Location"] == "/api/appointments/\(id)")
            #expect(answer.fields["ETag"] == "\"1\"" && answer.fields["Cache-Control"] == "no-store")
            let members: [(String, JSONValue)] = [
                ("patientId", .string(patient.id.description)), ("doctorId", .string(doctor.id.description)),
                ("patientName", "Zoë \\\"Z\\\" O'Neil"), ("doctorName", "Ada Lovelace"), ("appointmentDate", "2026-12-15"),
                ("appointmentTime", "10:00"), ("timeZone", "UTC"), ("startsAt", "2026-12-15T10:00:00Z"),
                ("endsAt", "2026-12-15T10:30:00Z"), ("status", "PENDING"), ("reason", "Regular checkup"), ("notes", .null),
                ("cancelledBy", .null), ("cancellationReason", .null), ("rejectionReason", .null), ("version", 1),
            ]
            for (name, value) in members { #expect(answer[name] == value, "\(name)") }
            #expect(clinic.commits.count == 1)

            let history = try await clinic.rows(
                "SELECT version, from_status, to_status, actor_id, actor_role FROM appointment_history WHERE appointment_id = $1",
                [.id(id)])
            #expect(history.count == 1)
            #expect(try history[0].int(0) == 1 && history[0].isNull(1) && history[0].text(2) == "PENDING")
            #expect(try history[0].id(3) == patient.id && history[0].text(4) == "PATIENT")

            let outbox = try await clinic.rows("SELECT type, key, payload, traceparent FROM outbox")
            #expect(outbox.count == 1)
            #expect(try outbox[0].text(0) == "appointment.created" && outbox[0].text(1) == id.description)
            let event = try JSONReader.parse(Array(try outbox[0].text(2).utf8))
            #expect(event["appointmentId"]?.text == id.description && event["patientName"]?.text == "Zoë \\\"Z\\\" O'Neil")
            #expect(event["actor"]?["id"]?.text == patient.id.description && event["actor"]?["role"] == "PATIENT")
            #expect(event["startsAt"] == "2026-12-15T10:00:00Z" && event["date"] == "2026-12-15" && event["time"] == "10:00")
            let traceparent = try outbox[0].text(3)
            #expect(traceparent.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") && traceparent.hasSuffix("-01"))
            #expect(clinic.auth.traceparents == [traceparent], "auth is told the same trace")
        }
    }

    @Test("of 50 concurrent bookings of one slot one wins, 49 are told that it is taken, and one row exists")
    func oneSlot() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let doctor = try clinic.person(.doctor)
            let patients = try (0..<50).map { _ in try clinic.person(.patient) }
            let answers = await withTaskGroup(of: Answer.self) { group in
                for patient in patients { group.addTask { await clinic.book(doctor.id, by: patient) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 201 } == 1)
            #expect(answers.count { $0.status == 409 && $0.code == "slot_taken" } == 49)
            #expect(try await clinic.count("appointments") == 1)
            #expect(try await clinic.count("appointment_history") == 1)
            #expect(try await clinic.count("outbox") == 1)
            #expect(clinic.commits.count == 1)
            #expect(clinic.auth.questions == 1, "those who ask for one doctor at once ask once")
        }
    }

    @Test("a patient cannot be in two places; an adjoining time is free")
    func patientBusy() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let doctors = [try clinic.person(.doctor), try clinic.person(.doctor)]
            #expect(await clinic.book(doctors[0].id, by: patient, at: "10:00").status == 201)
            let busy = await clinic.book(doctors[1].id, by: patient, at: "10:15")
            #expect(busy.status == 409 && busy.code == "patient_busy")
            #expect(await clinic.book(doctors[1].id, by: patient, at: "10:30").status == 201)
            let taken = try await clinic.book(doctors[0].id, by: clinic.person(.patient), at: "09:31")
            #expect(taken.status == 409 && taken.code == "slot_taken")
            #expect(try await clinic.book(doctors[0].id, by: clinic.person(.patient), at: "09:30").status == 201)
        }
    }

    @Test("many patients and doctors at once, overlapping at random: no two appointments of anybody overlap")
    func noOverlap() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let doctors = try (0..<3).map { _ in try clinic.person(.doctor) }
            let patients = try (0..<12).map { _ in try clinic.person(.patient) }
            let answers = await withTaskGroup(of: Answer.self) { group in
                for patient in patients {
                    for _ in 0..<20 {
                        let minute = Int.random(in: 480..<720)
                        let time = WallTime(minuteOfDay: minute)?.description ?? ""
                        let doctor = doctors[Int.random(in: 0..<3)].id
                        group.addTask { await clinic.book(doctor, by: patient, at: time) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 || $0.status == 409 })
            let booked = answers.count { $0.status == 201 }
            #expect(booked > 0)
            #expect(try await clinic.count("appointments") == booked)
            let overlaps = try await clinic.rows(
                """
                SELECT count(*) FROM appointments a JOIN appointments b
                ON a.id < b.id AND (a.doctor_id = b.doctor_id OR a.patient_id = b.patient_id)
                AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
                """)
            #expect(try overlaps[0].int(0) == 0)
        }
    }

    @Test("hours, zone, slot length, buffer and absences of a doctor decide")
    func schedule() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            _ = try await clinic.rows(
                "INSERT INTO doctor_settings (doctor_id, time_zone, slot_minutes, buffer_minutes, horizon_days) VALUES ($1, 'Europe/Berlin', 20, 10, 60)",
                [.id(doctor.id)])
            _ = try await clinic.rows(
                "INSERT INTO doctor_hours (doctor_id, weekday, opens_minute, closes_minute) VALUES ($1, 2, 540, 720), ($1, 2, 780, 1020)",
                [.id(doctor.id)])
            _ = try await clinic.rows(
                """
                INSERT INTO time_off (id, doctor_id, starts_at, ends_at)
                VALUES (gen_random_uuid(), $1, '2026-12-22T00:00:00+01:00', '2026-12-23T00:00:00+01:00')
                """, [.id(doctor.id)])
            func code(_ date: String, _ time: String) async throws -> String? {
                let answer = try await clinic.book(doctor.id, by: clinic.person(.patient), on: date, at: time)
                return answer.status == 201 ? nil : answer.code
            }
            let first = try await clinic.book(doctor.id, by: clinic.person(.patient), on: "2026-12-15", at: "09:00")
            #expect(first["startsAt"] == "2026-12-15T08:00:00Z" && first["endsAt"] == "2026-12-15T08:20:00Z")
            #expect(first["timeZone"] == "Europe/Berlin")
            #expect(try await code("2026-12-15", "09:25") == "off_grid", "within the buffer")
            #expect(try await code("2026-12-15", "09:30") == nil)
            #expect(try await code("2026-12-15", "08:59") == "outside_hours")
            #expect(try await code("2026-12-15", "11:41") == "outside_hours")
            #expect(try await code("2026-12-15", "12:30") == "outside_hours", "the break")
            #expect(try await code("2026-12-16", "10:00") == "outside_hours", "a Wednesday")
            #expect(try await code("2026-12-22", "10:00") == "outside_hours", "away")
            #expect(try await code("2027-03-02", "10:00") == "beyond_horizon")
        }
    }
}
