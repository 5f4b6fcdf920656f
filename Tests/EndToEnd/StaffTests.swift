import CoreHTTP
import HTTPWire
import Postgres
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Who works at the clinic, in all three daemons") struct StaffTests {
        @Test(
            "a doctor who waits is bookable nowhere and from the approval on; the desk comes by invitation and works with the book"
        )
        func staff() async throws {
            try await Stack.run(environment: ["STAFF_REGISTRATION": "approval"]) { stack, api in
                let admin = try await firstAdmin(stack, api)
                let (doctor, patient) = (try await api.register("DOCTOR"), try await api.register("PATIENT"))
                let places: [(Stack.Service, HTTPMethod, String)] = [
                    (.auth, .get, "/api/auth/doctors"), (.appointment, .get, "/api/appointments/my"),
                    (.appointment, .put, "/api/appointments/schedule"), (.notification, .get, "/api/notifications/my"),
                ]
                for (service, method, path) in places {
                    let answer = try await api.call(service, method, path, token: doctor.token, json: method == .put ? [:] : nil)
                    #expect(answer.status == 403 && answer.code == "approval_pending", "\(path)")
                }
                let refused = try await api.book(doctor, by: patient)
                #expect(refused.status == 404 && refused.code == "doctor_not_found")
                #expect(
                    try await api.call(.auth, .post, "/api/auth/approvals/\(doctor.id)/approve", token: admin.token).status == 200)
                // Auth tells appointment, which has just been told of nobody of that id.
                var booked = refused
                try await api.eventually {
                    booked = try await api.book(doctor, by: patient)
                    return booked.status == 201
                }

                let desk = try await invited("DESK", by: admin, api)
                let id = booked.json["id"]?.text ?? ""
                for path in ["", "/\(id)", "/\(id)/history", "/schedule?doctorId=\(doctor.id)"] {
                    let answer = try await api.call(.appointment, .get, "/api/appointments\(path)", token: desk.token)
                    #expect(answer.status == 200, "\(path)")
                    #expect(!String(decoding: answer.body, as: UTF8.self).contains("Regular checkup"))
                }
                for path in ["/my", "/\(id)/calendar.ics", "/statistics"] {
                    let answer = try await api.call(.appointment, .get, "/api/appointments\(path)", token: desk.token)
                    #expect(answer.status == 403 && answer.code == "forbidden", "\(path)")
                    #expect(!String(decoding: answer.body, as: UTF8.self).contains("Regular checkup"))
                }
                for (method, path) in [
                    (HTTPMethod.patch, "/\(id)/approve"), (.patch, "/\(id)/reject"), (.patch, "/\(id)/complete"),
                    (.patch, "/\(id)/notes"), (.put, "/schedule"), (.post, "/time-off"), (.post, "/calendar-token"),
                ] {
                    let answer = try await api.call(.appointment, method, "/api/appointments\(path)", token: desk.token, json: [:])
                    #expect(answer.status == 403 && answer.code == "forbidden", "\(method) \(path)")
                }
                let nameless = try await api.call(.appointment, .post, "/api/appointments", token: desk.token, json: [:])
                #expect(nameless.status == 422, "a desk books for somebody")
                #expect(try await api.call(.auth, .get, "/api/auth/profile", token: desk.token).json["role"] == "DESK")
                #expect(try await api.call(.notification, .get, "/api/notifications/my", token: desk.token).status == 200)
                // A change of a role reaches appointment by the feed.
                let changed = try await api.call(
                    .auth, .patch, "/api/auth/users/\(patient.id)", token: admin.token, json: ["role": "DESK"])
                #expect(changed.status == 200)
                let session = try await stack.session(.appointment, on: api.loop)
                defer { session.close() }
                try await api.eventually {
                    try await session.query(Statement("desks", "SELECT count(*) FROM people WHERE role = 'DESK'"))[0].int(0) == 1
                }
            }
        }

        /// By the link of the first hour.
        private func firstAdmin(_ stack: Stack, _ api: API) async throws -> API.Person {
            let session = try await stack.session(.auth, on: api.loop)
            defer { session.close() }
            try await session.execute(
                script: """
                    INSERT INTO first_run_links (digest, created_at, expires_at) VALUES (sha256('token'), now(), now() + interval '1 hour')
                    """)
            return try person(
                await api.call(
                    .auth, .post, "/api/auth/first-run",
                    json: [
                        "token": "token", "email": "root@example.com", "password": "Password123!", "firstName": "Ada",
                        "lastName": "Byron",
                    ]))
        }

        private func invited(_ role: String, by admin: API.Person, _ api: API) async throws -> API.Person {
            let made = try await api.call(
                .auth, .post, "/api/auth/invitations", token: admin.token,
                json: [
                    "email": "desk@example.com", "role": .string(role), "firstName": "Dee", "lastName": "Ray", "delivery": "LINK",
                ])
            let token = made.json["link"]?.text?.split(separator: "=").last.map(String.init) ?? ""
            return try person(
                await api.call(
                    .auth, .post, "/api/auth/invitations/accept",
                    json: ["token": .string(token), "password": "Password123!", "firstName": "Dee", "lastName": "Ray"]))
        }

        private func person(_ answer: API.Answer) throws -> API.Person {
            guard let user = answer.json["user"], let id = user["id"]?.text, let token = answer.json["accessToken"]?.text else {
                throw API.Unexpected(answer: answer)
            }
            return API.Person(id: id, email: user["email"]?.text ?? "", token: token)
        }
    }
}
