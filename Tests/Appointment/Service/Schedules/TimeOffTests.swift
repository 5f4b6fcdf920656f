import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Absences", .timeLimit(.minutes(4))) struct TimeOffTests {
    @Test("who is away cannot be booked and is not offered; what was booked before stays; who is back can be booked again")
    func away() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let before = await clinic.book(doctor.id, by: patient, at: "10:00")
            #expect(before.status == 201)
            let answer = await clinic.away("2026-12-15T09:30:00+01:00", "2026-12-15T12:00:00Z", by: doctor, reason: " Training ")
            #expect(answer.status == 201)
            let id = try #require(answer["id"]?.text)
            #expect(
                answer.text
                    == #"{"id":"\#(id)","from":"2026-12-15T08:30:00Z","to":"2026-12-15T12:00:00Z","reason":"Training"}"#)
            #expect(await clinic.schedule(doctor)["timeOff"]?.elements == answer.json.map { [$0] })
            #expect(await clinic.book(doctor.id, by: patient, at: "11:00").code == "outside_hours")
            #expect(await clinic.times(doctor.id, on: "2026-12-15", by: patient).prefix(2) == ["08:00", "12:00"])
            #expect(await clinic.mine(patient).ids == [before["id"]?.text])

            #expect(await clinic.back(id, by: doctor).status == 204)
            #expect(await clinic.back(id, by: doctor).code == "not_found")
            #expect(await clinic.schedule(doctor)["timeOff"]?.elements == [])
            #expect(await clinic.book(doctor.id, by: patient, at: "11:00").status == 201)
        }
    }

    @Test("absences that are not over are shown, by their start; they may overlap")
    func shown() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            for (from, to) in [("12-05", "12-07"), ("12-01", "12-02"), ("12-06", "12-10")] {
                #expect(await clinic.away("2026-\(from)T00:00:00Z", "2026-\(to)T00:00:00Z", by: doctor).status == 201)
            }
            func starts() async throws -> [String?] {
                // The clock goes on for longer than a token lives.
                let doctor = Clinic.Person(id: doctor.id, token: try clinic.token(doctor.id, .doctor))
                return await clinic.schedule(doctor)["timeOff"]?.elements?.map { $0["from"]?.text.map { String($0.prefix(10)) } }
                    ?? []
            }
            #expect(try await starts() == ["2026-12-01", "2026-12-05", "2026-12-06"])
            clinic.clock.advance(by: .seconds(2 * 86_400 - 1))
            #expect(try await starts().count == 3)
            clinic.clock.advance(by: .seconds(1))
            #expect(try await starts() == ["2026-12-05", "2026-12-06"])
        }
    }

    @Test("everything wrong is told at once, each at its place, and nothing is kept")
    func wrong() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let long = String(repeating: "x", count: 2_001)
            let (from, to) = ("2026-12-15T00:00:00Z", "2026-12-16T00:00:00Z")
            let cases: [(body: String, pointers: [String])] = [
                ("[]", [""]), ("{}", ["/from", "/to"]), (#"{"from":null,"to":1}"#, ["/from", "/to"]),
                (#"{"from":"2026-12-15","to":"tomorrow","reason":1,"x":1}"#, ["/from", "/to", "/reason", "/x"]),
                (#"{"from":"\#(to)","to":"\#(from)","reason":"\#(long)"}"#, ["/reason", "/to"]),
                (#"{"from":"\#(from)","to":"\#(from)","reason":"a\u0000b"}"#, ["/reason", "/to"]),
                (#"{"from":"2026-11-01T00:00:00Z","to":"2026-11-30T00:00:00Z"}"#, ["/to"]),
                (#"{"from":"2026-12-15T00:00:00","to":"2026-02-30T00:00:00Z"}"#, ["/from", "/to"]),
            ]
            for item in cases {
                let answer = await clinic.send(.post, "/api/appointments/time-off", token: doctor.token, body: item.body)
                #expect(answer.status == 422 && answer.pointers == item.pointers, "\(item.body.prefix(80)): \(answer.text)")
            }
            #expect(await clinic.send(.post, "/api/appointments/time-off", token: doctor.token, body: "{").code == "invalid_json")
            #expect(try await clinic.count("time_off") == 0)
        }
    }

    @Test("a doctor has his own absences, an admin everybody's, a patient none")
    func access() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let other = try clinic.person(.doctor)
            let admin = try clinic.person(.admin)
            let patient = try clinic.person(.patient)
            let (from, to) = ("2026-12-15T00:00:00Z", "2026-12-16T00:00:00Z")
            #expect(await clinic.away(from, to, by: patient).status == 403)
            #expect(await clinic.away(from, to, by: doctor, of: other.id).code == "not_found")
            #expect(await clinic.away(from, to, by: admin).code == "invalid_parameter")
            #expect(await clinic.away(from, to, by: admin, of: patient.id).code == "doctor_not_found")
            #expect(await clinic.send(.post, "/api/appointments/time-off", body: "{}").status == 401)
            #expect(try await clinic.count("time_off") == 0)

            var ids: [String] = []
            for person in [doctor, admin, admin] {
                ids.append(await clinic.away(from, to, by: person, of: doctor.id)["id"]?.text ?? "")
            }
            for id in ids + ["1", "0198a3c4-8f00-7abc-8def-0123456789ab"] {
                #expect(await clinic.back(id, by: patient).status == 403)
                #expect(await clinic.back(id, by: other).code == "not_found")
                #expect(await clinic.back(id, by: doctor, of: other.id).code == "not_found")
                #expect(await clinic.back(id, by: admin, of: other.id).code == "not_found")
                #expect(await clinic.send(.delete, "/api/appointments/time-off/\(id)").status == 401)
            }
            #expect(
                await clinic.send(.delete, "/api/appointments/time-off/\(ids[0])", query: "x=1", token: admin.token).status == 400)
            #expect(try await clinic.count("time_off") == 3)
            #expect(await clinic.back(ids[0], by: doctor, of: doctor.id).status == 204)
            #expect(await clinic.back(ids[1], by: admin, of: doctor.id).status == 204)
            #expect(await clinic.back(ids[2], by: admin).status == 204)
            #expect(try await clinic.count("time_off") == 0)
        }
    }

    @Test("with an Idempotency-Key an absence is kept once, even when the first attempt's process died after it")
    func again() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let key: HTTPFields = ["Idempotency-Key": "k1"]
            let (from, to) = ("2026-12-15T00:00:00Z", "2026-12-16T00:00:00Z")
            let first = await clinic.away(from, to, by: doctor, fields: key)
            #expect(await clinic.away(from, to, by: doctor, fields: key).text == first.text)
            _ = try await clinic.rows("UPDATE idempotency_keys SET status = NULL, body = NULL, fields = NULL")
            clinic.clock.advance(by: .seconds(61))
            let taken = await clinic.away(from, to, by: doctor, fields: key)
            #expect(taken.status == 201 && taken.text == first.text)
            #expect(try await clinic.count("time_off") == 1)
            let admin = try clinic.person(.admin)
            #expect(await clinic.away(from, to, by: admin, of: doctor.id, fields: key).status == 201)
            let other = try await clinic.away(from, to, by: admin, of: clinic.person(.doctor).id, fields: key)
            #expect(other.code == "idempotency_key_reused", "what is said of one doctor is not said of another")
        }
    }

    @Test("a doctor has at most 1,000 absences that are not over")
    func limit() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            _ = try await clinic.rows(
                """
                INSERT INTO time_off (id, doctor_id, starts_at, ends_at)
                SELECT gen_random_uuid(), $1::uuid, timestamptz '2026-11-29T23:00:00Z' + n * interval '1 hour',
                       timestamptz '2026-11-30T00:00:00Z' + n * interval '1 hour'
                FROM generate_series(0, 999) n
                """, [.id(doctor.id)])
            let (from, to) = ("2027-12-15T00:00:00Z", "2027-12-16T00:00:00Z")
            #expect(await clinic.away(from, to, by: doctor).status == 201, "one of them is over")
            let refused = await clinic.away(from, to, by: doctor)
            #expect(refused.status == 422 && refused.code == "validation_failed")
            #expect(await clinic.schedule(doctor)["timeOff"]?.elements?.count == 1_000)
        }
    }
}
