import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Taking back, too late, and to where it is already", .timeLimit(.minutes(4))) struct UndoTests {
    @Test("a completion is taken back for a quarter of an hour: state, history, event, and the notes stay")
    func uncomplete() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            _ = await clinic.approve(pair.id, by: pair.doctor)
            #expect(await clinic.change("complete", pair.id, by: pair.doctor, #"{"notes":"rest"}"#).status == 200)
            let back = await clinic.change("uncomplete", pair.id, by: pair.doctor)
            #expect(
                back.status == 200 && back["status"] == "APPROVED" && back["version"] == 4 && back["notes"] == "rest",
                "\(back.text)")
            let history = await clinic.read(pair.id, "/history", by: pair.patient)["history"]?.elements ?? []
            #expect(
                history.last?["from"] == "COMPLETED" && history.last?["to"] == "APPROVED" && history.last?["actorRole"] == "DOCTOR")
            let event = try await clinic.rows("SELECT type, payload FROM outbox ORDER BY id DESC LIMIT 1")[0]
            #expect(try event.text(0) == "appointment.reopened")
            #expect(try JSONReader.parse(Array(try event.text(1).utf8))["status"] == "APPROVED")
            #expect(await clinic.change("uncomplete", pair.id, by: pair.doctor).code == "wrong_state")
            // Then it is complete for good.
            #expect(await clinic.change("complete", pair.id, by: pair.doctor).status == 200)
            _ = try await clinic.rows("UPDATE appointment_history SET at = at - interval '16 minutes'")
            let late = await clinic.change("uncomplete", pair.id, by: pair.doctor)
            #expect(late.status == 409 && late.code == "undo_too_late" && late["state"] == "COMPLETED", "\(late.text)")
            #expect(await clinic.change("uncomplete", pair.id, by: try clinic.person(.doctor)).status == 404)
        }
    }

    @Test("from its start on a patient neither cancels nor moves an appointment, whatever the cutoff; its doctor does")
    func begun() async throws {
        try await Clinic.open { clinic in
            for action in ["cancel", "reschedule"] {
                let pair = try await ChangeTests.pair(clinic)
                clinic.clock.set(try #require(Instant("2026-12-15T10:00:00Z")).milliseconds)
                func renewed(_ person: Clinic.Person, _ role: Role) throws -> Clinic.Person {
                    Clinic.Person(id: person.id, token: try clinic.token(person.id, role))
                }
                let later = action == "cancel" ? nil : #"{"appointmentDate":"2026-12-16","appointmentTime":"10:00"}"#
                let late = await clinic.change(action, pair.id, by: try renewed(pair.patient, .patient), later)
                #expect(late.status == 409 && late.code == "cancellation_too_late", "\(action): \(late.text)")
                #expect(await clinic.change(action, pair.id, by: try renewed(pair.doctor, .doctor), later).status == 200)
                clinic.clock.set(Clinic.start)
            }
        }
    }

    @Test("a move to the time it has changes nothing, by either side, in either state, under any rule")
    func sameTime() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            for isApproved in [false, true] {
                if isApproved { _ = await clinic.approve(pair.id, by: pair.doctor) }
                let (before, events) = (await clinic.read(pair.id, by: pair.patient), try await clinic.count("outbox"))
                for person in [pair.patient, pair.doctor] {
                    let same = await clinic.reschedule(pair.id, by: person, to: "2026-12-15", "10:00")
                    #expect(same.status == 200 && same.text == before.text, "\(same.text)")
                    #expect(same.fields["ETag"] == before.fields["ETag"])
                }
                #expect(try await clinic.count("outbox") == events)
                #expect(try await clinic.count("appointment_history") == (isApproved ? 2 : 1))
            }
            #expect(
                await clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-15", fields: ["If-Match": "\"1\""]).status == 412)
            // The same on the clock, elsewhere: another time.
            let schedule = #"{"timeZone":"America/New_York","slotMinutes":30,"hours":[]}"#
            #expect(await clinic.set(schedule, by: pair.doctor).status == 200)
            let moved = await clinic.reschedule(pair.id, by: pair.doctor, to: "2026-12-15", "10:00")
            #expect(moved["version"] == 3 && moved["startsAt"] == "2026-12-15T15:00:00Z")
        }
    }
}
