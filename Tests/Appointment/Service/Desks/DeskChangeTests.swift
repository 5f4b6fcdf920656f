import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("What a front desk does with appointments", .timeLimit(.minutes(4))) struct DeskChangeTests {
    private static let mornings = """
        {"timeZone":"UTC","slotMinutes":30,"hours":[{"weekday":2,"from":"09:00","to":"12:00"},{"weekday":3,"from":"09:00","to":"12:00"}]}
        """

    /// What the relay will tell of the last change.
    private func lastEvent(_ clinic: Clinic) async throws -> JSONValue {
        try JSONReader.parse(Array(try await clinic.rows("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")[0].text(0).utf8))
    }

    @Test("it cancels for a reason of its own, which both people read and the desk does not get back; one entry, one event")
    func cancel() async throws {
        try await Clinic.open { clinic in
            let (desk, patient, doctor) = (try clinic.person(.desk), try clinic.person(.patient), try clinic.person(.doctor))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            let stale = await clinic.change("cancel", id, by: desk, #"{"reason":"late"}"#, fields: ["if-match": "\"7\""])
            #expect(stale.status == 412)
            let answer = await clinic.change(
                "cancel", id, by: desk, #"{"reason":"the doctor is ill"}"#, fields: ["if-match": "\"1\""])
            #expect(answer.status == 200 && answer["cancelledBy"] == "DESK" && answer["restricted"] == true)
            #expect(!answer.text.contains("ill"))
            for person in [patient, doctor] {
                let read = await clinic.read(id, by: person)
                #expect(read["cancelledBy"] == "DESK" && read["cancellationReason"] == "the doctor is ill")
                let step = await clinic.read(id, "/history", by: person)["history"]?.elements?.last
                #expect(
                    step?["actorRole"] == "DESK" && step?["actorId"]?.text == "\(desk.id)"
                        && step?["context"] == "the doctor is ill")
            }
            let event = try await lastEvent(clinic)
            #expect(event["type"] == "appointment.cancelled" && event["actor"]?["role"] == "DESK" && event["cancelledBy"] == "DESK")
            #expect(event["cancellationReason"] == "the doctor is ill")
            let again = await clinic.change("cancel", id, by: desk)
            #expect(again.status == 409 && again["state"] == "CANCELLED")
            let told = try await clinic.entries("appointment.cancel").filter { $0.outcome == 0 }
            #expect(told.count == 1 && told[0].role == "DESK" && told[0].people == [patient.id] && told[0].purpose == "PATADMIN")
        }
    }

    @Test("it moves to times that are offered, and only there; what was approved stays so, also when its own cutoff is over")
    func reschedule() async throws {
        try await Clinic.open { clinic in
            let (desk, patient, doctor) = (try clinic.person(.desk), try clinic.person(.patient), try clinic.person(.doctor))
            let hours = await clinic.send(.put, "/api/appointments/schedule", token: doctor.token, body: Self.mornings)
            #expect(hours.status == 200)
            let id = try #require(await clinic.book(doctor.id, by: patient, at: "09:30")["id"]?.text)
            _ = await clinic.approve(id, by: doctor)
            let beside = await clinic.reschedule(id, by: desk, to: "2026-12-16", "10:10")
            #expect(beside.status == 422 && beside.code == "off_grid")
            #expect(await clinic.reschedule(id, by: desk, to: "2026-12-17", "10:00").code == "outside_hours")
            #expect(await clinic.reschedule(id, by: desk, to: "2026-11-24", "10:00").code == "in_the_past")
            let taken = try #require(
                await clinic.book(doctor.id, by: clinic.person(.patient), on: "2026-12-16", at: "11:00")["id"]?.text)
            #expect(await clinic.reschedule(id, by: desk, to: "2026-12-16", "11:00").code == "slot_taken")
            let moved = await clinic.reschedule(id, by: desk, to: "2026-12-16", "10:00", fields: ["if-match": "\"2\""])
            #expect(moved.status == 200 && moved["status"] == "APPROVED" && moved["version"] == 3 && moved["restricted"] == true)
            // A request that is repeated changes nothing more.
            #expect(await clinic.reschedule(id, by: desk, to: "2026-12-16", "10:00")["version"] == 3)
            let event = try await lastEvent(clinic)
            #expect(
                event["type"] == "appointment.rescheduled" && event["actor"]?["role"] == "DESK"
                    && event["previousDate"] == "2026-12-15")
            #expect(await clinic.reschedule(taken, by: desk, to: "2026-12-16", "10:00").code == "slot_taken")
            #expect(await clinic.read(taken, by: doctor)["version"] == 1)
        }
    }

    @Test("of a desk and a patient who change the same version at the same time one does")
    func races() async throws {
        try await Clinic.open(connections: 6) { clinic in
            let (desk, patient, doctor) = (try clinic.person(.desk), try clinic.person(.patient), try clinic.person(.doctor))
            for day in 10..<25 {
                let id = try #require(await clinic.book(doctor.id, by: patient, on: "2026-12-\(day)")["id"]?.text)
                let fields: HTTPFields = ["if-match": "\"1\""]
                async let first = clinic.change("cancel", id, by: desk, fields: fields)
                async let second = clinic.reschedule(id, by: patient, to: "2027-01-\(day)", fields: fields)
                async let third = clinic.reschedule(id, by: desk, to: "2027-02-\(day)", fields: fields)
                let statuses = await [first, second, third].map(\.status)
                #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
                #expect(await clinic.read(id, by: doctor)["version"] == 2)
            }
        }
    }
}
