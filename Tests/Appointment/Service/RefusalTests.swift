import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Wrong requests", .timeLimit(.minutes(4))) struct RefusalTests {
    @Test("a body that is wrong is refused with everything that is wrong, and nothing is kept")
    func bodies() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let id = try clinic.person(.doctor).id.description
            let long = String(repeating: "x", count: 2_001)
            let cases: [(name: String, body: String, status: Int, code: String, pointers: [String])] = [
                ("no JSON", "{\"doctorId\":", 400, "invalid_json", []),
                ("empty", "", 400, "invalid_json", []),
                ("a list", "[]", 422, "validation_failed", [""]),
                ("nothing", "{}", 422, "validation_failed", ["/doctorId", "/appointmentDate", "/appointmentTime"]),
                (
                    "null", #"{"doctorId":null,"appointmentDate":null,"appointmentTime":null,"reason":null}"#, 422,
                    "validation_failed",
                    ["/doctorId", "/appointmentDate", "/appointmentTime"]
                ),
                (
                    "other types", #"{"doctorId":1,"appointmentDate":true,"appointmentTime":[],"reason":{}}"#, 422,
                    "validation_failed",
                    ["/doctorId", "/appointmentDate", "/appointmentTime", "/reason"]
                ),
                (
                    "unknown member",
                    #"{"doctorId":"\#(id)","appointmentDate":"2026-12-15","appointmentTime":"10:00","raeson":"x"}"#, 422,
                    "validation_failed", ["/raeson"]
                ),
                (
                    "no such day", #"{"doctorId":"\#(id)","appointmentDate":"2026-02-30","appointmentTime":"10:00"}"#, 422,
                    "validation_failed", ["/appointmentDate"]
                ),
                (
                    "hour 24", #"{"doctorId":"\#(id)","appointmentDate":"2026-12-15","appointmentTime":"24:00"}"#, 422,
                    "validation_failed",
                    ["/appointmentTime"]
                ),
                (
                    "seconds", #"{"doctorId":"\#(id)","appointmentDate":"2026-12-15","appointmentTime":"10:00:00"}"#, 422,
                    "validation_failed", ["/appointmentTime"]
                ),
                (
                    "a long reason",
                    #"{"doctorId":"\#(id)","appointmentDate":"2026-12-15","appointmentTime":"10:00","reason":"\#(long)"}"#, 422,
                    "validation_failed", ["/reason"]
                ),
                (
                    "a NUL", #"{"doctorId":"\#(id)","appointmentDate":"2026-12-15","appointmentTime":"10:00","reason":"a\u0000b"}"#,
                    422,
                    "validation_failed", ["/reason"]
                ),
                (
                    "the past", #"{"doctorId":"\#(id)","appointmentDate":"2026-11-29","appointmentTime":"10:00"}"#, 422,
                    "in_the_past",
                    ["/appointmentDate"]
                ),
                (
                    "this very minute", #"{"doctorId":"\#(id)","appointmentDate":"2026-11-30","appointmentTime":"00:00"}"#, 422,
                    "in_the_past",
                    ["/appointmentDate"]
                ),
            ]
            for item in cases {
                let answer = await clinic.send(.post, "/api/appointments", token: patient.token, body: item.body)
                #expect(answer.status == item.status && answer.code == item.code, "\(item.name): \(answer.text)")
                #expect(answer.pointers == item.pointers, "\(item.name)")
                #expect(answer.fields["Content-Type"] == "application/problem+json", "\(item.name)")
            }
            let text = await clinic.send(
                .post, "/api/appointments", token: patient.token, body: "{}", fields: ["content-type": "text/plain"])
            #expect(text.status == 415 && text.code == "unsupported_media_type")
            #expect(try await clinic.count("appointments") == 0)
            #expect(clinic.commits.count == 0)
        }
    }

    @Test("a reason at its limit is kept whole; a blank one is none")
    func reasons() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let doctor = try clinic.person(.doctor)
            let longest = String(repeating: "ß", count: 2_000)
            #expect(await clinic.book(doctor.id, by: patient, at: "10:00", reason: longest)["reason"]?.text == longest)
            #expect(await clinic.book(doctor.id, by: patient, at: "11:00", reason: "  ")["reason"] == JSONValue.null)
            #expect(await clinic.book(doctor.id, by: patient, at: "12:00", reason: nil)["reason"] == JSONValue.null)
        }
    }

    @Test("a clock that is put forward skips times, which cannot be booked; one that is put back means the first")
    func clockChanges() async throws {
        try await Clinic.open({ $0.clinicZone = Zone("Europe/Berlin") ?? .utc }) { clinic in
            let patient = try clinic.person(.patient)
            let doctor = try clinic.person(.doctor)
            let skipped = await clinic.book(doctor.id, by: patient, on: "2027-03-28", at: "02:30")
            #expect(skipped.status == 422 && skipped.code == "nonexistent_time" && skipped.pointers == ["/appointmentTime"])
            let twice = await clinic.book(doctor.id, by: patient, on: "2027-10-31", at: "02:30")
            #expect(twice.status == 201 && twice["startsAt"] == "2027-10-31T00:30:00Z" && twice["ambiguous"] == true)
            #expect(await clinic.mine(patient)["appointments"]?.elements?.first?["ambiguous"] == true)
            #expect(await clinic.book(doctor.id, by: patient, on: "2027-10-31", at: "03:00")["ambiguous"] == nil)
        }
    }

    @Test("without a token, with a forged or dead one, or in another role nothing is done")
    func access() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            var tampered = Array(patient.token.utf8)
            tampered[tampered.count - 10] ^= 1
            let dead = try clinic.token(patient.id, .patient, lifetime: -31)
            let cases: [(token: String?, status: Int, code: String)] = [
                (nil, 401, "unauthenticated"), ("abc", 401, "unauthenticated"),
                (String(decoding: tampered, as: UTF8.self), 401, "unauthenticated"), (dead, 401, "token_expired"),
            ]
            let routes: [(HTTPMethod, String)] = [
                (.post, "/api/appointments"), (.get, "/api/appointments/my"), (.patch, "/api/appointments/\(doctor.id)/approve"),
            ]
            for (method, path) in routes {
                for item in cases {
                    let answer = await clinic.send(method, path, token: item.token, body: method == .post ? "{}" : nil)
                    #expect(answer.status == item.status && answer.code == item.code, "\(method.name) \(path)")
                    #expect(answer.fields["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
                }
            }
            let admin = try clinic.person(.admin)
            for other in [doctor, admin] { #expect(await clinic.book(doctor.id, by: other).pointers == ["/patientId"]) }
            for other in [patient, admin] { #expect(await clinic.approve(doctor.id.description, by: other).status == 403) }
            #expect(await clinic.mine(admin).status == 403)
            #expect(try await clinic.count("appointments") == 0)
        }
    }

    @Test("a cookie signs in as well, unless a foreign page sends it")
    func cookies() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let cookie = "accessToken=\(patient.token)"
            #expect(await clinic.send(.get, "/api/appointments/my", fields: ["cookie": cookie]).status == 200)
            let foreign = await clinic.send(
                .post, "/api/appointments", body: "{}", fields: ["cookie": cookie, "origin": "https://evil.example"])
            #expect(foreign.status == 403 && foreign.code == "cross_site_request")
        }
    }

    @Test("the database away is a quick 503 with Retry-After, whatever is asked")
    func databaseAway() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            await clinic.pool.close(within: .seconds(1))
            let answers = [
                await clinic.book(doctor.id, by: patient), await clinic.mine(patient),
                await clinic.approve(doctor.id.description, by: doctor),
            ]
            for answer in answers {
                #expect(answer.status == 503 && answer.code == "store_unavailable" && answer.fields["Retry-After"] == "1")
            }
            #expect(clinic.commits.count == 0)
        }
    }
}
