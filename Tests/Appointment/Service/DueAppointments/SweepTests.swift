import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Logging
import Postgres
import Reactor
import Redis
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("What the passing of time does to appointments", .timeLimit(.minutes(5))) struct SweepTests {
    private func events(_ clinic: Clinic, _ type: String) async throws -> [JSONValue] {
        try await clinic.rows("SELECT payload FROM outbox WHERE type = $1 ORDER BY id", [.text(type)]).map {
            try JSONReader.parse(Array($0.text(0).utf8))
        }
    }

    /// `2026-12-15T10:00Z` less so many minutes.
    private func set(_ clinic: Clinic, minutesBefore minutes: Int64, _ text: String = "2026-12-15T10:00:00Z") throws {
        clinic.clock.set(try #require(Instant(text)).milliseconds - minutes * 60_000)
    }

    @Test("a request whose time has come without an answer is cancelled by the system: state, history, event to both")
    func expiry() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let late = await clinic.book(doctor.id, by: patient, at: "10:00")["id"]?.text ?? ""
            let answered = await clinic.book(doctor.id, by: patient, at: "09:00")["id"]?.text ?? ""
            #expect(await clinic.approve(answered, by: doctor).status == 200)
            _ = await clinic.book(doctor.id, by: patient, at: "10:30")
            try set(clinic, minutesBefore: 1)
            try await clinic.sweep()
            #expect(try await events(clinic, "appointment.cancelled").isEmpty)
            try set(clinic, minutesBefore: 0)
            try await clinic.sweep()
            try await clinic.sweep()
            let told = try await events(clinic, "appointment.cancelled")
            #expect(told.count == 1)
            let event = try #require(told.first)
            #expect(event["appointmentId"]?.text == late && event["status"] == "CANCELLED" && event["cancelledBy"] == "SYSTEM")
            #expect(event["actor"]?["role"] == "SYSTEM" && event["cancellationReason"]?.text == DueAppointments.expiryReason)
            let history = try await clinic.rows(
                "SELECT from_status, to_status, actor_role, context FROM appointment_history WHERE version = 2 AND appointment_id = $1",
                [.text(late)])[0]
            #expect(try history.text(0) == "PENDING" && history.text(1) == "CANCELLED" && history.text(2) == "SYSTEM")
            #expect(try history.text(3) == DueAppointments.expiryReason)
        }
    }

    @Test("reminders 24 h and 1 h before, once each, whatever else changes; by many replicas at once")
    func reminders() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let id = await clinic.book(doctor.id, by: patient)["id"]?.text ?? ""
            _ = await clinic.book(doctor.id, by: patient, at: "11:00")  // never approved: never reminded of
            #expect(await clinic.approve(id, by: doctor).status == 200)
            for (minutes, count) in [(1_441, 0), (1_440, 1), (1_400, 1), (61, 1), (60, 2), (1, 2), (0, 2)] as [(Int64, Int)] {
                try set(clinic, minutesBefore: minutes)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 { group.addTask { try await clinic.sweep() } }
                    try await group.waitForAll()
                }
                let sent = try await events(clinic, "appointment.reminder")
                #expect(sent.count == count, "\(minutes) minutes before")
                #expect(sent.allSatisfy { $0["appointmentId"]?.text == id && $0["actor"]?["role"] == "SYSTEM" })
                // As a note would do.
                _ = try await clinic.rows("UPDATE appointments SET version = version + 1 WHERE id = $1", [.text(id)])
            }
        }
    }

    @Test("a cancelled appointment is not reminded of; a moved one of its new time only")
    func changed() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            var ids: [String] = []
            for time in ["10:00", "10:30"] {
                ids.append(await clinic.book(doctor.id, by: patient, at: time)["id"]?.text ?? "")
                #expect(await clinic.approve(ids.last ?? "", by: doctor).status == 200)
            }
            _ = try await clinic.rows(
                "UPDATE appointments SET status = 'CANCELLED', cancelled_by = 'PATIENT' WHERE id = $1", [.text(ids[0])])
            try set(clinic, minutesBefore: 1_000)
            try await clinic.sweep()
            #expect(try await events(clinic, "appointment.reminder").map { $0["appointmentId"]?.text } == [ids[1]])
            // A week later.
            _ = try await clinic.rows(
                """
                UPDATE appointments SET date = date + 7, starts_at = starts_at + interval '7 days', ends_at = ends_at + interval '7 days',
                       doctor_free_at = doctor_free_at + interval '7 days', version = version + 1 WHERE id = $1
                """, [.text(ids[1])])
            try set(clinic, minutesBefore: 30)
            try await clinic.sweep()
            #expect(try await events(clinic, "appointment.reminder").count == 1)
            try set(clinic, minutesBefore: 1_000, "2026-12-22T10:30:00Z")
            try await clinic.sweep()
            #expect(try await events(clinic, "appointment.reminder").map { $0["date"]?.text } == ["2026-12-15", "2026-12-22"])
        }
    }
}
