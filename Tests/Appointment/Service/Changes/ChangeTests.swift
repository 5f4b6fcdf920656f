import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Rejecting, completing, cancelling, notes", .timeLimit(.minutes(4))) struct ChangeTests {
    struct Pair: Sendable {
        let patient: Clinic.Person
        let doctor: Clinic.Person
        let id: String
    }

    private static func run(_ body: @escaping @Sendable (Clinic, Pair) async throws -> Void) async throws {
        try await Clinic.open { clinic in try await body(clinic, try await pair(clinic)) }
    }

    static func pair(_ clinic: Clinic, on date: String = "2026-12-15", at time: String = "10:00") async throws -> Pair {
        let (patient, doctor) = (try clinic.person(.patient, name: "John Doe"), try clinic.person(.doctor))
        return Pair(
            patient: patient, doctor: doctor,
            id: try #require(await clinic.book(doctor.id, by: patient, on: date, at: time)["id"]?.text))
    }

    private static func lastEvent(_ clinic: Clinic) async throws -> JSONValue {
        let rows = try await clinic.rows("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")
        return try JSONReader.parse(Array(try rows[0].text(0).utf8))
    }

    @Test("a rejection carries its reason to the patient, the history and the event")
    func rejects() async throws {
        try await Self.run { clinic, pair in
            let answer = await clinic.change("reject", pair.id, by: pair.doctor, #"{"reason":" On holiday\nthen "}"#)
            #expect(answer.status == 200 && answer["status"] == "REJECTED" && answer["rejectionReason"] == "On holiday\nthen")
            #expect(await clinic.mine(pair.patient)["appointments"]?.elements?[0]["rejectionReason"] == "On holiday\nthen")
            let history = await clinic.read(pair.id, "/history", by: pair.patient)["history"]?.elements
            #expect(history?.count == 2 && history?[0]["from"] == .null && history?[1]["context"] == "On holiday\nthen")
            let event = try await Self.lastEvent(clinic)
            #expect(event["type"] == "appointment.rejected" && event["rejectionReason"] == "On holiday\nthen")
            #expect(event["actor"]?["id"]?.text == "\(pair.doctor.id)" && event["actor"]?["role"] == "DOCTOR")
            // The slot is free again.
            #expect(await clinic.book(pair.doctor.id, by: pair.patient).status == 201)
        }
    }

    @Test("a cancellation says by whom and why", arguments: ["PATIENT", "DOCTOR", "ADMIN"])
    func cancels(role: String) async throws {
        try await Self.run { clinic, pair in
            let person = role == "PATIENT" ? pair.patient : role == "DOCTOR" ? pair.doctor : try clinic.person(.admin)
            let answer = await clinic.change("cancel", pair.id, by: person, #"{"reason":"ill"}"#)
            #expect(answer.status == 200 && answer["cancelledBy"]?.text == role)
            #expect(answer["cancellationReason"] == (role == "ADMIN" ? nil : "ill"))
            let event = try await Self.lastEvent(clinic)
            #expect(event["type"] == "appointment.cancelled" && event["cancelledBy"]?.text == role)
            #expect(event["cancellationReason"] == "ill" && event["actor"]?["role"]?.text == role)
            #expect(await clinic.book(pair.doctor.id, by: pair.patient).status == 201)
            #expect(clinic.commits.count == 3)
        }
    }

    @Test("completing may bring notes, and leaves those that are there; notes can be changed and taken away, silently")
    func notes() async throws {
        try await Self.run { clinic, pair in
            #expect(await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":"fasting"}"#)["notes"] == "fasting")
            #expect(await clinic.approve(pair.id, by: pair.doctor)["notes"] == "fasting")
            #expect(await clinic.change("complete", pair.id, by: pair.doctor)["notes"] == "fasting")
            let changed = await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":"rest, water"}"#)
            #expect(changed["notes"] == "rest, water" && changed["version"] == 5 && changed["status"] == "COMPLETED")
            #expect(await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":null}"#)["notes"] == .null)
            let (events, entries) = (try await clinic.count("outbox"), try await clinic.count("appointment_history"))
            #expect(events == 3 && entries == 6)
        }
    }

    @Test("completing with notes")
    func completes() async throws {
        try await Self.run { clinic, pair in
            _ = await clinic.approve(pair.id, by: pair.doctor)
            let answer = await clinic.change("complete", pair.id, by: pair.doctor, #"{"notes":"come again"}"#)
            #expect(answer["status"] == "COMPLETED" && answer["notes"] == "come again")
            let event = try await Self.lastEvent(clinic)
            #expect(event["notes"] == .null, "who is told needs none")
            // It keeps its time.
            let other = try clinic.person(.patient)
            #expect(await clinic.book(pair.doctor.id, by: other).code == "slot_taken")
        }
    }

    @Test("what is wrong with a body is told, and nothing is changed")
    func bodies() async throws {
        try await Self.run { clinic, pair in
            let long = String(repeating: "x", count: 2_001)
            for (action, body, pointers) in [
                ("reject", #"{"reason":1}"#, ["/reason"]), ("reject", #"{"reason":"\#(long)"}"#, ["/reason"]),
                ("cancel", #"{"reason":"a\u0000b","why":1}"#, ["/reason", "/why"]), ("complete", "[]", [""]),
                ("notes", "{}", ["/notes"]), ("notes", #"{"notes":false}"#, ["/notes"]),
                ("reschedule", "{}", ["/appointmentDate", "/appointmentTime"]),
                (
                    "reschedule", #"{"appointmentDate":"2026-02-30","appointmentTime":"25:00","x":1}"#,
                    ["/appointmentDate", "/appointmentTime", "/x"]
                ),
            ] {
                let answer = await clinic.change(action, pair.id, by: pair.doctor, body)
                #expect(answer.status == 422 && answer.code == "validation_failed", "\(action) \(body.prefix(60)): \(answer.text)")
                #expect(answer["errors"]?.elements?.compactMap { $0["pointer"]?.text } == pointers, "\(action): \(answer.text)")
            }
            #expect(await clinic.change("reject", pair.id, by: pair.doctor, "{").code == "invalid_json")
            let form = await clinic.change("reject", pair.id, by: pair.doctor, "reason=x", fields: ["content-type": "text/plain"])
            #expect(form.status == 415)
            #expect(await clinic.read(pair.id, by: pair.doctor)["version"] == 1)
        }
    }

    @Test("what is not yours is not there, whatever is done to it")
    func notYours() async throws {
        try await Self.run { clinic, pair in
            let (patient, doctor) = (try clinic.person(.patient), try clinic.person(.doctor))
            let move = #"{"appointmentDate":"2026-12-16","appointmentTime":"10:00"}"#
            for (action, body, person) in [
                ("approve", nil, doctor), ("reject", nil, doctor), ("complete", nil, doctor), ("notes", #"{"notes":"x"}"#, doctor),
                ("cancel", nil, doctor), ("cancel", nil, patient), ("reschedule", move, doctor), ("reschedule", move, patient),
            ] {
                let answer = await clinic.change(action, pair.id, by: person, body)
                #expect(answer.status == 404 && answer.code == "not_found", "\(action)")
            }
            for part in ["", "/history"] {
                #expect(await clinic.read(pair.id, part, by: patient).status == 404)
                #expect(await clinic.read(pair.id, part, by: doctor).status == 404)
                #expect(await clinic.read("1", part, by: pair.doctor).status == 404)
                for person in [pair.patient, pair.doctor, try clinic.person(.admin)] {
                    #expect(await clinic.read(pair.id, part, by: person).status == 200)
                }
            }
        }
    }

    @Test("with If-Match only the version it names is changed")
    func ifMatch() async throws {
        try await Self.run { clinic, pair in
            let move = #"{"appointmentDate":"2026-12-16","appointmentTime":"10:00"}"#
            for (action, body) in [("reject", nil), ("cancel", nil), ("notes", #"{"notes":"x"}"#), ("reschedule", move)] {
                for person in action == "cancel" ? [pair.patient, pair.doctor] : [pair.doctor] {
                    let answer = await clinic.change(action, pair.id, by: person, body, fields: ["if-match": "\"2\""])
                    #expect(answer.status == 412 && answer.code == "precondition_failed", "\(action)")
                }
            }
            #expect(await clinic.change("cancel", pair.id, by: pair.patient, fields: ["if-match": "\"1\""]).status == 200)
        }
    }

    @Test("a patient can cancel and move until the doctor's cutoff, everybody else at any time")
    func cutoff() async throws {
        try await Clinic.open { clinic in
            let today = "2026-11-30"
            let pairs = (
                try await Self.pair(clinic, on: today, at: "00:30"), try await Self.pair(clinic, on: today, at: "01:30"),
                try await Self.pair(clinic, on: today, at: "00:30")
            )
            for pair in [pairs.0, pairs.1, pairs.2] {
                _ = try await clinic.rows(
                    "INSERT INTO doctor_settings (doctor_id, time_zone, cancellation_cutoff_minutes) VALUES ($1, 'UTC', 60)",
                    [.id(pair.doctor.id)])
            }
            // A quarter of an hour before the first and the third.
            clinic.clock.advance(by: .seconds(900))
            let late = await clinic.change("cancel", pairs.0.id, by: pairs.0.patient)
            #expect(late.status == 409 && late.code == "cancellation_too_late")
            let moved = await clinic.reschedule(pairs.0.id, by: pairs.0.patient, to: "2026-12-20")
            #expect(moved.status == 409 && moved.code == "cancellation_too_late")
            #expect(await clinic.change("cancel", pairs.1.id, by: pairs.1.patient).status == 200)
            #expect(await clinic.change("cancel", pairs.0.id, by: pairs.0.doctor).status == 200)
            let again = await clinic.change("cancel", pairs.0.id, by: pairs.0.patient)
            #expect(again.code == "wrong_state" && again["state"] == "CANCELLED")
            #expect(await clinic.reschedule(pairs.2.id, by: pairs.2.doctor, to: "2026-12-20").status == 200)
        }
    }

    @Test(
        "of actions that exclude each other exactly one wins, and the other's 409 names the state it left",
        arguments: [("approve", "reject"), ("approve", "approve"), ("reject", "cancel"), ("cancel", "reject")])
    func race(one: String, other: String) async throws {
        try await Clinic.open(connections: 8) { clinic in
            for round in 0..<20 {
                let pair = try await Self.pair(clinic, at: "1\(round % 10):\(round < 10 ? "00" : "30")")
                async let first = clinic.change(one, pair.id, by: one == "cancel" ? pair.patient : pair.doctor)
                async let second = clinic.change(other, pair.id, by: other == "cancel" ? pair.patient : pair.doctor)
                let answers = await [first, second]
                let winner = try #require(answers.first { $0.status == 200 })
                let loser = try #require(answers.first { $0.status == 409 }, "\(answers.map(\.text))")
                #expect(loser.code == "wrong_state" && loser["state"] == winner["status"])
                #expect(try await clinic.count("outbox") == (round + 1) * 2)
            }
        }
    }
}
