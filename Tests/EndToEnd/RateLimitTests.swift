import CoreHTTP
import HTTPWire
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Rate limits") struct RateLimitTests {
        private static let limits = [
            "TRUSTED_PROXIES": "127.0.0.1", "LOGIN_LIMIT_ADDRESS": "10", "LOGIN_LIMIT_ACCOUNT": "5", "REGISTER_LIMIT": "10",
            "REFRESH_LIMIT": "30", "PASSWORD_LIMIT": "5", "REQUEST_LIMIT": "40",
        ]

        @Test("by address, by account, by user and route, over a restart of the daemon and without Redis")
        func limits() async throws {
            try await Stack.run(environment: Self.limits) { stack, api in
                let owner = try await api.register("PATIENT")

                // An account under attack from many addresses: five attempts for all who are strangers, of which nobody is told. A
                // device that its owner has signed in on goes on.
                let known = try await api.call(
                    .auth, .post, "/api/auth/login", json: ["email": .string(owner.email), "password": .string("Password123!")],
                    fields: ["X-Forwarded-For": "203.0.113.5"])
                let device = known.fields.all("Set-Cookie").first { $0.hasPrefix("knownDevice=") }?.prefix { $0 != ";" }
                var statuses: [Int] = []
                for attacker in 1...7 {
                    statuses.append(try await logIn(api, owner.email, "wrong password", from: "198.51.100.\(attacker)").status)
                }
                #expect(statuses == [Int](repeating: 401, count: 4) + [Int](repeating: 429, count: 3))
                let closed = try await logIn(api, owner.email, "wrong password", from: "198.51.100.7")
                #expect(closed.status == 429 && closed.code == "rate_limited" && closed.fields["RateLimit"] == nil)
                #expect((1...60).contains(try #require(closed.fields["Retry-After"].flatMap { Int($0) })))
                let cookie = String(try #require(device))
                let again = try await logIn(api, owner.email, "Password123!", from: "203.0.113.5", fields: ["Cookie": cookie])
                #expect(again.status == 200)

                // One address that tries many accounts: ten.
                statuses = []
                for number in 0..<11 {
                    statuses.append(
                        try await logIn(api, "nobody-\(number)@example.com", "whatever it is", from: "198.51.100.99").status)
                }
                #expect(statuses == [Int](repeating: 401, count: 10) + [429])
                // What a client writes into the field itself does not help: the proxy's own word stands last.
                #expect(try await logIn(api, "x@example.com", "whatever it is", from: "1.2.3.4, 198.51.100.99").status == 429)

                // A restart forgets nothing.
                try await stack.terminate(.auth)
                try await stack.start(.auth)
                try await api.waitUntilReady(.auth)
                #expect(try await logIn(api, "y@example.com", "whatever it is", from: "198.51.100.99").status == 429)

                // A user and a route: the fields on every answer, 429 at last, and other routes stay open.
                let first = try await api.call(.appointment, .get, "/api/appointments/my", token: owner.token)
                #expect(first.fields["RateLimit-Policy"] == #""requests";q=40;w=60"#)
                #expect(first.fields["RateLimit"] == #""requests";r=39;t=2"#)
                var allowed = 1
                while allowed < 100,
                    try await api.call(.appointment, .get, "/api/appointments/my", token: owner.token).status == 200
                {
                    allowed += 1
                }
                #expect((40..<60).contains(allowed))
                #expect(try await api.call(.notification, .get, "/api/notifications/my", token: owner.token).status == 200)
                #expect(try await api.call(.auth, .get, "/livez").fields["RateLimit"] == nil)

                // Without Redis the process counts by itself.
                try await stack.stores.stop(.redis)
                statuses = []
                for number in 0..<11 {
                    statuses.append(
                        try await logIn(api, "anybody-\(number)@example.com", "whatever it is", from: "198.51.100.50").status)
                }
                #expect(statuses == [Int](repeating: 401, count: 10) + [429])
            }
        }

        private func logIn(
            _ api: API, _ email: String, _ password: String, from address: String, fields: HTTPFields = [:]
        ) async throws -> API.Answer {
            var fields = fields
            fields.append("X-Forwarded-For", address)
            return try await api.call(
                .auth, .post, "/api/auth/login", json: ["email": .string(email), "password": .string(password)], fields: fields)
        }
    }
}
