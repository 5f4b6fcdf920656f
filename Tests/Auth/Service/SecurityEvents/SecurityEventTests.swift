import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing
import TestSupport

@testable import AuthService

@Suite("GET /api/auth/events") struct SecurityEventTests {
    @Test("every security event is a row and a line of the log, in order, and neither holds a secret")
    func recorded() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let ann = try await auth.person("ann@example.com")
            _ = await auth.logIn("ann@example.com", password: "wrong horse")
            _ = await auth.logIn("nobody@example.com", password: "wrong horse")
            let second = try Person(await auth.logIn("ann@example.com"))
            _ = await auth.call(.delete, "/api/auth/sessions/\(try auth.claims(second.access).sessionID)", as: ann)
            let third = try Person(await auth.logIn("ann@example.com"))
            _ = await auth.refresh(third.refresh)
            auth.clock.advance(by: .seconds(40))
            _ = await auth.refresh(third.refresh)
            let change = #"{"currentPassword":"correct horse","newPassword":"battery staple"}"#
            _ = await auth.call(.post, "/api/auth/password", as: ann, body: change)
            _ = await auth.call(.post, "/api/auth/password", as: ann, body: change)
            _ = await auth.call(.post, "/api/auth/logout-all", as: ann)
            let last = try Person(await auth.logIn("ann@example.com", password: "battery staple"))
            _ = await auth.call(.post, "/api/auth/logout", as: last)
            for body in [#"{"role":"DOCTOR"}"#, #"{"active":false}"#, #"{"active":true}"#] {
                _ = await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: body)
            }
            let (types, text) = try await auth.recorded()
            #expect(
                types == [
                    "registered", "login", "registered", "login_failed", "login_failed", "login", "session_revoked", "login",
                    "refresh_reuse", "password_changed", "password_change_failed", "logout_all", "login", "logout", "role_changed",
                    "deactivated", "reactivated",
                ])
            let log = auth.lines.all.filter { $0.hasPrefix("security event ") }
            #expect(log.count == types.count)
            for (line, type) in zip(log, types) { #expect(line.contains("type=\(type)") && line.contains("ip=127.0.0.1")) }
            let everything = text + auth.lines.all.joined()
            for secret in [
                "correct horse", "battery staple", "wrong horse", "$2b$", ann.refresh, ann.access, third.refresh, "ann@example.com",
                "nobody@example.com",
            ] { #expect(!everything.contains(secret), "\(secret)") }
        }
    }

    @Test("admins read them newest first, by type, person and time, page by page")
    func list() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            auth.clock.advance(by: .seconds(100))
            let ann = try await auth.person("ann@example.com", fields: ["User-Agent": "Browser/1"])
            let begin = auth.now
            for _ in 0..<3 {
                auth.clock.advance(by: .seconds(1))
                _ = await auth.logIn("ann@example.com", password: "wrong horse")
            }
            let answer = await auth.call(.get, "/api/auth/events", as: root)
            let events = try #require(answer["events"]?.elements)
            #expect(
                events.prefix(4).map { $0["type"]?.text } == ["login_failed", "login_failed", "login_failed", "registered"])
            #expect(events.count == 6)
            #expect(events[0]["userId"]?.text == ann.id && events[0]["detail"] == ["reason": "wrong_password"])
            #expect(events[0]["sessionId"] == .null && events[0]["at"]?.text == auth.now.description)
            #expect(events[3]["userAgent"] == "Browser/1" && events[3]["ip"] == "127.0.0.1")
            #expect(try events[3]["sessionId"]?.text == auth.claims(ann.access).sessionID.description)
            func count(_ query: String) async throws -> Int {
                let answer = await auth.call(.get, "/api/auth/events", as: root, query: query)
                return try #require(answer["events"]?.elements, "\(answer.text)").count
            }
            #expect(try await count("type=login_failed") == 3)
            #expect(try await count("userId=\(ann.id)") == 4)
            #expect(try await count("type=registered&userId=\(ann.id)") == 1)
            #expect(try await count("from=\(begin)") == 4)
            #expect(try await count("to=\(begin)") == 2)
            var ids: [String?] = []
            var query = "limit=4"
            while true {
                let page = await auth.call(.get, "/api/auth/events", as: root, query: query)
                ids += page["events"]?.elements?.map { $0["id"]?.text } ?? []
                guard let next = page["nextCursor"]?.text else { break }
                query = "limit=4&cursor=\(next)"
            }
            #expect(ids == events.map { $0["id"]?.text })
            for bad in ["type=x", "userId=1", "from=yesterday", "to=1", "limit=x"] {
                #expect(await auth.call(.get, "/api/auth/events", as: root, query: bad).code == "invalid_parameter", "\(bad)")
            }
        }
    }

    @Test("they are removed after their retention and not before")
    func retention() async throws {
        try await withAuth(["AUTH_EVENT_RETENTION": "10d"]) { auth in
            _ = await auth.register("ann@example.com")
            auth.clock.advance(by: .seconds(10 * 86_400 - 1))
            try await auth.securityEvents.sweep()
            try await auth.expectRows(1, in: "auth_events")
            auth.clock.advance(by: .seconds(2))
            try await auth.securityEvents.sweep()
            try await auth.expectRows(0, in: "auth_events")
        }
    }
}
