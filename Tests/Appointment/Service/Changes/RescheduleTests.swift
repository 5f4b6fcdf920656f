import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Moving an appointment", .timeLimit(.minutes(4))) struct RescheduleTests {
    @Test("a patient's move asks anew, a doctor's keeps the state; both say from where")
    func moves() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            _ = await clinic.approve(pair.id, by: pair.doctor)
            let moved = await clinic.reschedule(pair.id, by: pair.doctor, to: "2026-12-16", "11:30")
            #expect(moved.status == 200 && moved["status"] == "APPROVED" && moved["version"] == 3)
            #expect(moved["appointmentDate"] == "2026-12-16" && moved["appointmentTime"] == "11:30")
            #expect(moved["startsAt"] == "2026-12-16T11:30:00Z" && moved["endsAt"] == "2026-12-16T12:00:00Z")
            let again = await clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-17", "09:00")
            #expect(again["status"] == "PENDING" && again["version"] == 4)
            let history = await clinic.read(pair.id, "/history", by: pair.patient)["history"]?.elements ?? []
            #expect(history.map { $0["context"] } == [.null, .null, "2026-12-15 10:00 (UTC)", "2026-12-16 11:30 (UTC)"])
            #expect(history.map { $0["to"]?.text } == ["PENDING", "APPROVED", "APPROVED", "PENDING"])
            let rows = try await clinic.rows("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")
            let event = try JSONReader.parse(Array(try rows[0].text(0).utf8))
            #expect(event["type"] == "appointment.rescheduled" && event["date"] == "2026-12-17" && event["time"] == "09:00")
            #expect(event["previousDate"] == "2026-12-16" && event["previousTime"] == "11:30" && event["previousTimeZone"] == "UTC")
            #expect(event["actor"]?["role"] == "PATIENT" && event["status"] == "PENDING")
            // What it has left is free, what it has now is not.
            let other = try clinic.person(.patient)
            #expect(await clinic.book(pair.doctor.id, by: other, on: "2026-12-16", at: "11:30").status == 201)
            #expect(await clinic.book(pair.doctor.id, by: other, on: "2026-12-17", at: "09:15").code == "slot_taken")
        }
    }

    @Test("onto its own time, or overlapping it, an appointment may move")
    func overlapsItself() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            #expect(await clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-15", "10:15").status == 200)
        }
    }

    @Test("a taken time, a busy patient and a time that cannot be booked are refused, and nothing moves")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            let (other, elsewhere) = (try clinic.person(.patient), try clinic.person(.doctor))
            #expect(await clinic.book(pair.doctor.id, by: other, on: "2026-12-16").status == 201)
            #expect(await clinic.book(elsewhere.id, by: pair.patient, on: "2026-12-17").status == 201)
            for (date, time, status, code) in [
                ("2026-12-16", "10:15", 409, "slot_taken"), ("2026-12-17", "09:45", 409, "patient_busy"),
                ("2026-11-29", "10:00", 422, "in_the_past"),
            ] {
                for person in [pair.patient, pair.doctor] {
                    let answer = await clinic.reschedule(pair.id, by: person, to: date, time)
                    #expect(answer.status == status && answer.code == code, "\(date) \(time): \(answer.text)")
                }
            }
            _ = try await clinic.rows(
                """
                INSERT INTO doctor_settings (doctor_id, time_zone, horizon_days) VALUES ($1, 'Europe/Berlin', 200)
                """, [.id(pair.doctor.id)])
            _ = try await clinic.rows(
                "INSERT INTO doctor_hours (doctor_id, weekday, opens_minute, closes_minute) SELECT $1, d, 0, 720 FROM generate_series(1, 7) d",
                [.id(pair.doctor.id)])
            for (date, time, code) in [
                ("2027-03-28", "02:30", "nonexistent_time"), ("2026-12-20", "13:00", "outside_hours"),
                ("2028-01-01", "10:00", "beyond_horizon"),
            ] {
                let answer = await clinic.reschedule(pair.id, by: pair.patient, to: date, time)
                #expect(answer.status == 422 && answer.code == code, "\(answer.text)")
            }
            let now = await clinic.read(pair.id, by: pair.patient)
            #expect(now["version"] == 1 && now["appointmentDate"] == "2026-12-15")
            #expect(try await clinic.count("outbox") == 3)
        }
    }

    @Test("many who move to one time: one gets it, and no two overlap")
    func race() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let doctor = try clinic.person(.doctor)
            var bookings: [(id: String, patient: Clinic.Person)] = []
            for number in 0..<12 {
                let patient = try clinic.person(.patient)
                let time = "\(8 + number / 2):\(number % 2 == 0 ? "00" : "30")"
                let id = try #require(
                    await clinic.book(doctor.id, by: patient, at: time.count == 4 ? "0" + time : time)["id"]?.text)
                bookings.append((id, patient))
            }
            let statuses = await withTaskGroup(of: Int.self) { group in
                for booking in bookings {
                    group.addTask { await clinic.reschedule(booking.id, by: booking.patient, to: "2026-12-18").status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 409 } == 11)
        }
    }
}
