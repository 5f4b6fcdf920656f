import Contracts
import CoreHTTP
import Foundation
import HTTPWire
import Hosting
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import AppointmentService

@Suite("Bookings with an Idempotency-Key", .timeLimit(.minutes(5))) struct IdempotencyTests {
    private let key: HTTPFields = ["Idempotency-Key": "k1"]

    @Test("the same key and body: booked once, the same answer to the letter")
    func again() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let first = await clinic.book(doctor.id, by: patient, fields: key)
            let again = await clinic.book(doctor.id, by: patient, fields: key)
            #expect(first.status == 201 && again.status == 201 && again.text == first.text)
            for name in ["ETag", "Location", "Content-Type", "Cache-Control"] { #expect(again.fields[name] == first.fields[name]) }
            #expect(try await [clinic.count("appointments"), clinic.count("outbox")] == [1, 1])
        }
    }

    @Test("another body 422; other people, and other keys, have nothing to do with it; a refusal is kept, 24 h")
    func others() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let (patient, other) = (try clinic.person(.patient), try clinic.person(.patient))
            #expect(await clinic.book(doctor.id, by: patient, fields: key).status == 201)
            let reused = await clinic.book(doctor.id, by: patient, at: "11:00", fields: key)
            #expect(reused.status == 422 && reused.code == "idempotency_key_reused")
            let refused = await clinic.book(doctor.id, by: other, fields: key)
            #expect(refused.code == "slot_taken")
            _ = try await clinic.rows("DELETE FROM appointments")
            #expect(await clinic.book(doctor.id, by: other, fields: key).text == refused.text)
            clinic.clock.advance(by: .seconds(24 * 3_600 + 1))
            let late = Clinic.Person(id: other.id, token: try clinic.token(other.id, .patient))
            #expect(await clinic.book(doctor.id, by: late, fields: key).status == 201)
        }
    }

    @Test("at the same time: one is carried out, the other is told that it runs, or gets the answer")
    func concurrent() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let answers = await withTaskGroup(of: Answer.self) { group in
                for _ in 0..<8 { group.addTask { await clinic.book(doctor.id, by: patient, fields: self.key) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.contains { $0.status == 201 })
            #expect(answers.allSatisfy { $0.status == 201 || $0.code == "request_in_progress" })
            #expect(try await clinic.count("appointments") == 1)
        }
    }

    @Test("killed after the commit and before the answer was kept: 409 for a minute, then the retry gets that very booking")
    func killed() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let booked = await clinic.book(doctor.id, by: patient, fields: key)
            _ = try await clinic.rows("UPDATE idempotency_keys SET status = NULL, body = NULL, fields = NULL")
            #expect(await clinic.book(doctor.id, by: patient, fields: key).code == "request_in_progress")
            // Even when the slot would be free again by now.
            _ = try await clinic.rows("UPDATE appointments SET status = 'REJECTED'")
            clinic.clock.advance(by: .seconds(61))
            let retry = await clinic.book(doctor.id, by: patient, fields: key)
            #expect(retry.status == 201 && retry["id"] == booked["id"] && retry["status"] == "REJECTED")
            #expect(try await [clinic.count("appointments"), clinic.count("outbox")] == [1, 1])
            #expect(await clinic.book(doctor.id, by: patient, fields: key).text == retry.text)
        }
    }

    @Test("an answer of 5xx is not kept; a key without an end or with none is refused")
    func notKept() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            clinic.auth.failure = .internalServerError
            #expect(await clinic.book(doctor.id, by: patient, fields: key).status == 503)
            #expect(try await clinic.count("idempotency_keys") == 0)
            clinic.auth.failure = nil
            #expect(await clinic.book(doctor.id, by: patient, fields: key).status == 201)
            for bad in ["", String(repeating: "k", count: 256)] {
                #expect(await clinic.book(doctor.id, by: patient, at: "12:00", fields: ["Idempotency-Key": bad]).status == 400)
            }
        }
    }

    @Test("no answer that is kept for a key hands out a secret, whatever route it came from, and none has a token of its request")
    func secrets() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            var secrets = [doctor.token, patient.token]
            let bodies = [
                "/api/appointments":
                    #"{"doctorId":"\#(doctor.id)","appointmentDate":"2026-12-15","appointmentTime":"10:00","reason":"a complaint"}"#,
                "/api/appointments/time-off": #"{"from":"2027-01-01T00:00:00Z","to":"2027-01-02T00:00:00Z","reason":"away"}"#,
            ]
            for rule in RouteTable.appointment where rule.method == .post {
                for person in [doctor, patient] {
                    let answer = await clinic.send(
                        .post, rule.template, token: person.token, body: bodies[rule.template],
                        fields: ["Idempotency-Key": "k", "Cookie": "deviceName=a-secret-cookie"])
                    if let token = answer["token"]?.text { secrets.append(token) }
                }
            }
            #expect(secrets.count > 2)
            let kept = try await clinic.rows(
                "SELECT k::text || coalesce(convert_from(body, 'UTF8'), '') FROM idempotency_keys k WHERE status IS NOT NULL")
            #expect(try kept.contains { try $0.text(0).contains("a complaint") })
            for row in kept {
                let text = try row.text(0).lowercased()
                for secret in secrets + ["a-secret-cookie", "set-cookie", "bearer"] { #expect(!text.contains(secret.lowercased())) }
            }
        }
    }

    @Test("keys of more than a day are removed, so many at a time")
    func sweep() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            for (number, time) in ["09:00", "10:00", "11:00"].enumerated() {
                _ = await clinic.book(doctor.id, by: patient, at: time, fields: ["Idempotency-Key": "\(number)"])
            }
            let now = clinic.clock.clock.instant
            #expect(try await PostgresIdempotencyStore.sweep(clinic.pool, now: now, limit: 2) == 0)
            let later = now.adding(seconds: 24 * 3_600 + 1)
            #expect(try await PostgresIdempotencyStore.sweep(clinic.pool, now: later, limit: 2) == 2)
            #expect(try await PostgresIdempotencyStore.sweep(clinic.pool, now: later, limit: 2) == 1)
        }
    }
}
