import CoreHTTP
import HTTPWire
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Wrong input gets a clear 4xx") struct BadInputTests {
        private struct Case {
            let name: String
            let service: Stack.Service
            let method: HTTPMethod
            let path: String
            var token: String?
            var body: String?
            var contentType = "application/json"
            let status: Int
            let code: String
        }

        @Test("every wrong request is answered with its problem, and the daemons go on")
        func table() async throws {
            try await Stack.run { stack, api in
                let doctor = try await api.register("DOCTOR")
                let patient = try await api.register("PATIENT")
                let unknown = "018f0000-0000-7000-8000-000000000000"
                func booking(_ doctorID: String = doctor.id, date: String = "2031-05-05", time: String = "10:00") -> String {
                    #"{"doctorId":"\#(doctorID)","appointmentDate":"\#(date)","appointmentTime":"\#(time)","reason":"x"}"#
                }
                let book = "/api/appointments"
                var tampered = Array(patient.token.utf8)
                tampered[tampered.count - 10] ^= 1
                let forged = String(decoding: tampered, as: UTF8.self)
                let longText = String(repeating: "x", count: 2_001)
                let cases = [
                    Case(
                        name: "no JSON", service: .appointment, method: .post, path: book, token: patient.token,
                        body: "{\"doctorId\":", status: 400, code: "invalid_json"),
                    Case(
                        name: "empty body", service: .appointment, method: .post, path: book, token: patient.token, body: "",
                        status: 400, code: "invalid_json"),
                    Case(
                        name: "not an object", service: .appointment, method: .post, path: book, token: patient.token, body: "[]",
                        status: 422, code: "validation_failed"),
                    Case(
                        name: "missing fields", service: .appointment, method: .post, path: book, token: patient.token, body: "{}",
                        status: 422, code: "validation_failed"),
                    Case(
                        name: "wrong types", service: .appointment, method: .post, path: book, token: patient.token,
                        body: #"{"doctorId":1,"appointmentDate":true,"appointmentTime":[]}"#, status: 422, code: "validation_failed"
                    ),
                    Case(
                        name: "30 February", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking(date: "2031-02-30"), status: 422, code: "validation_failed"),
                    Case(
                        name: "date of another form", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking(date: "05.05.2031"), status: 422, code: "validation_failed"),
                    Case(
                        name: "hour 25", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking(time: "25:00"), status: 422, code: "validation_failed"),
                    Case(
                        name: "the past", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking(date: "2020-01-01"), status: 422, code: "in_the_past"),
                    Case(
                        name: "long reason", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking().replacing("\"x\"", with: "\"\(longText)\""), status: 422, code: "validation_failed"),
                    Case(
                        name: "no id", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking("nobody"), status: 422, code: "validation_failed"),
                    Case(
                        name: "unknown doctor", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking(unknown), status: 404, code: "doctor_not_found"),
                    Case(
                        name: "a patient as doctor", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking(patient.id), status: 404, code: "doctor_not_found"),
                    Case(
                        name: "no token", service: .appointment, method: .post, path: book, body: booking(), status: 401,
                        code: "unauthenticated"),
                    Case(
                        name: "a tampered token", service: .appointment, method: .post, path: book, token: forged, body: booking(),
                        status: 401, code: "unauthenticated"),
                    Case(
                        name: "nonsense for a token", service: .notification, method: .get, path: "/api/notifications/my",
                        token: "abc", status: 401, code: "unauthenticated"),
                    Case(
                        name: "a doctor books for nobody", service: .appointment, method: .post, path: book, token: doctor.token,
                        body: booking(), status: 422, code: "validation_failed"),
                    Case(
                        name: "another content type", service: .appointment, method: .post, path: book, token: patient.token,
                        body: booking(), contentType: "text/plain", status: 415, code: "unsupported_media_type"),
                    Case(
                        name: "approve no id", service: .appointment, method: .patch, path: "/api/appointments/1/approve",
                        token: doctor.token, status: 404, code: "not_found"),
                    Case(
                        name: "approve unknown", service: .appointment, method: .patch,
                        path: "/api/appointments/\(unknown)/approve", token: doctor.token, status: 404, code: "not_found"),
                    Case(
                        name: "limit 0", service: .appointment, method: .get, path: "/api/appointments/my?limit=0",
                        token: patient.token, status: 400, code: "invalid_parameter"),
                    Case(
                        name: "bad cursor", service: .notification, method: .get, path: "/api/notifications/my?cursor=%21",
                        token: patient.token, status: 400, code: "invalid_parameter"),
                    Case(
                        name: "unknown path", service: .auth, method: .get, path: "/api/auth/nothing", status: 404,
                        code: "no_such_route"),
                    Case(
                        name: "another method", service: .auth, method: .delete, path: "/api/auth/login", status: 405,
                        code: "method_not_allowed"),
                    Case(
                        name: "an admin registers", service: .auth, method: .post, path: "/api/auth/register",
                        body: #"{"email":"a@example.com","password":"Password123!","firstName":"A","lastName":"B","role":"ADMIN"}"#,
                        status: 403, code: "admin_registration"),
                    Case(
                        name: "the same email", service: .auth, method: .post, path: "/api/auth/register",
                        body:
                            #"{"email":"\#(patient.email.uppercased())","password":"Password123!","firstName":"A","lastName":"B","role":"PATIENT"}"#,
                        status: 409, code: "email_taken"),
                    Case(
                        name: "everything wrong", service: .auth, method: .post, path: "/api/auth/register",
                        body: #"{"email":"a","password":"short","firstName":"","lastName":"B","role":"KING"}"#, status: 422,
                        code: "validation_failed"),
                    Case(
                        name: "wrong password", service: .auth, method: .post, path: "/api/auth/login",
                        body: #"{"email":"\#(patient.email)","password":"Password124!"}"#, status: 401, code: "invalid_credentials"),
                    Case(
                        name: "unknown email", service: .auth, method: .post, path: "/api/auth/login",
                        body: #"{"email":"nobody@example.com","password":"Password123!"}"#, status: 401, code: "invalid_credentials"
                    ),
                    Case(
                        name: "internal route with an access token", service: .auth, method: .get,
                        path: "/internal/users/\(patient.id)", token: patient.token, status: 401, code: "unauthenticated"),
                    Case(
                        name: "no WebSocket handshake", service: .notification, method: .get, path: "/ws", token: patient.token,
                        status: 426, code: "upgrade_required"),
                ]
                for item in cases {
                    let answer = try await api.call(
                        item.service, item.method, item.path, token: item.token, body: item.body.map { Array($0.utf8) },
                        fields: item.body == nil ? [:] : ["Content-Type": item.contentType])
                    #expect(answer.status == item.status, "\(item.name)")
                    #expect(answer.code == item.code, "\(item.name)")
                    #expect(answer.fields["Content-Type"] == "application/problem+json", "\(item.name)")
                    for member in ["type", "title", "detail", "trace_id"] {
                        #expect(answer.json[member]?.text != nil, "\(item.name): \(member)")
                    }
                    #expect(answer.json["status"]?.integer == Int64(item.status), "\(item.name)")
                }
                let all = try await api.call(.appointment, .post, book, token: patient.token, body: Array("{}".utf8))
                #expect(
                    all.json["errors"]?.elements?.compactMap { $0["pointer"]?.text }.sorted() == [
                        "/appointmentDate", "/appointmentTime", "/doctorId",
                    ])
                for service in Stack.Service.allCases {
                    #expect(try stack.daemon(service).isRunning)
                    #expect(try await api.call(service, .get, "/readyz").status == 200)
                }
            }
        }
    }
}
