import CoreHTTP
import HTTPWire
import Postgres
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    @Suite("An ended session is dead in all three daemons, whatever is restarted") struct RevocationTests {
        private static let places: [(Stack.Service, String)] = [
            (.auth, "/api/auth/profile"), (.appointment, "/api/appointments/my"),
            (.notification, "/api/notifications/unread-count"),
        ]

        @Test("logging out: every daemon refuses the token, the live socket closes with 4401, and it stays so over every restart")
        func everywhere() async throws {
            try await Stack.run { stack, api in
                let patient = try await api.register("PATIENT")
                let other = try await api.register("PATIENT")
                for (service, path) in Self.places {
                    #expect(try await api.call(service, .get, path, token: patient.token).status == 200)
                }
                let socket = try await api.socket(of: patient)
                _ = try await socket.next()
                #expect(try await api.call(.auth, .post, "/api/auth/logout", token: patient.token).status == 204)
                let closed = await #expect(throws: LiveSocket.Closed.self) { while true { _ = try await socket.next() } }
                #expect(closed?.code == 4401)
                try await expectRefused(patient, api)

                for service in Stack.Service.allCases {
                    try await stack.kill(service)
                    try await stack.start(service)
                    try await api.waitUntilReady(service)
                    try await expectRefused(patient, api)
                }
                // Redis comes back empty, is filled again by auth, and a daemon that starts then reads it there.
                try await stack.stores.restart(.redis)
                try await expectRefused(patient, api)
                try await stack.kill(.notification)
                try await stack.start(.notification)
                try await api.waitUntilReady(.notification)
                try await expectRefused(patient, api)
                for (service, path) in Self.places {
                    #expect(try await api.call(service, .get, path, token: other.token).status == 200)
                }
            }
        }

        @Test("a session ended while Redis is away is dead in auth at once, and in the others when Redis is back")
        func withoutRedis() async throws {
            try await Stack.run { stack, api in
                let patient = try await api.register("PATIENT")
                let socket = try await api.socket(of: patient)
                _ = try await socket.next()
                try await stack.stores.stop(.redis)
                #expect(try await api.call(.auth, .post, "/api/auth/logout", token: patient.token).status == 204)
                try await api.eventually {
                    try await api.call(.auth, .get, "/api/auth/profile", token: patient.token).code == "session_revoked"
                }
                try await stack.stores.start([.redis])
                let closed = await #expect(throws: LiveSocket.Closed.self) { while true { _ = try await socket.next() } }
                #expect(closed?.code == 4401)
                try await expectRefused(patient, api)
            }
        }

        @Test("a calendar's address dies with its owner's account or role within seconds, without Redis and over a restart")
        func calendars() async throws {
            try await Stack.run { stack, api in
                let (patient, doctor) = (try await api.register("PATIENT"), try await api.register("DOCTOR"))
                var feeds: [String] = []
                for person in [patient, doctor] {
                    let made = try await api.call(.appointment, .post, "/api/appointments/calendar-token", token: person.token)
                    feeds.append("/api/appointments/calendar.ics?token=\(made.json["token"]?.text ?? "")")
                    #expect(try await api.call(.appointment, .get, feeds[feeds.count - 1]).status == 200)
                }
                let root = try await admin(stack, api)
                try await stack.stores.stop(.redis)
                let (off, otherRole): (JSONValue, JSONValue) = (["active": false], ["role": "PATIENT"])
                for (person, feed, body) in [(patient, feeds[0], off), (doctor, feeds[1], otherRole)] {
                    let changed = try await api.call(.auth, .patch, "/api/auth/users/\(person.id)", token: root, json: body)
                    #expect(changed.status == 200)
                    try await api.eventually { try await api.call(.appointment, .get, feed).status == 404 }
                }
                // As he was before: the address stays dead.
                let back = try await api.call(
                    .auth, .patch, "/api/auth/users/\(patient.id)", token: root, json: ["active": true])
                #expect(back.status == 200)
                try await stack.kill(.appointment)
                try await stack.start(.appointment)
                try await api.waitUntilReady(.appointment)
                for feed in feeds { #expect(try await api.call(.appointment, .get, feed).status == 404) }
            }
        }

        private func admin(_ stack: Stack, _ api: API) async throws -> String {
            let person = try await api.register("PATIENT")
            let session = try await stack.session(.auth, on: api.loop)
            defer { session.close() }
            try await session.execute(script: "UPDATE users SET role = 'ADMIN' WHERE email = '\(person.email)'")
            return try await api.call(
                .auth, .post, "/api/auth/login", json: ["email": .string(person.email), "password": "Password123!"]
            ).json["accessToken"]?.text ?? ""
        }

        private func expectRefused(_ person: API.Person, _ api: API) async throws {
            for (service, path) in Self.places {
                try await api.eventually {
                    let answer = try await api.call(service, .get, path, token: person.token)
                    return answer.status == 401 && answer.code == "session_revoked"
                }
            }
        }
    }
}
