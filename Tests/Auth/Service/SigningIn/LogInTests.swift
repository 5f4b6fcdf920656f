@testable import AuthService
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@Suite("POST /api/auth/login") struct LogInTests {
    @Test("the right password opens another session, in whatever case the email is written")
    func signsIn() async throws {
        try await withAuth { auth in
            let registered = await auth.register("ann@example.com")
            let answer = await auth.logIn("ANN@example.com")
            #expect(answer.status == 200)
            #expect(answer["user"] == registered["user"])
            #expect(answer["expiresIn"]?.integer == 900)
            #expect(answer.cookie("accessToken").first == answer.token)
            #expect(answer.cookie("refreshToken").first != registered.cookie("refreshToken").first)
            let first = try auth.claims(registered.token)
            let second = try auth.claims(answer.token)
            #expect(first.userID == second.userID)
            #expect(first.sessionID != second.sessionID && first.tokenID != second.tokenID)
            try await auth.expectRows(2, in: "sessions")
        }
    }

    @Test("whoever may not sign in gets one answer, after one verification, and no session")
    func refusals() async throws {
        try await withAuth { auth in
            _ = await auth.register("ann@example.com")
            _ = await auth.register("off@example.com")
            _ = await auth.register("google@example.com")
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false WHERE email = 'off@example.com'"))
            _ = try await auth.pool.query(
                Statement("google", "UPDATE users SET password = NULL WHERE email = 'google@example.com'"))
            let attempts = [
                ("ann@example.com", "wrong horse"), ("nobody@example.com", "correct horse"), ("off@example.com", "correct horse"),
                ("google@example.com", "correct horse"), ("not an email", "correct horse"), ("ann@example.com", ""),
                ("ann@example.com", String(repeating: "x", count: 73)), ("ann@example.com", String(repeating: "x", count: 600)),
                ("ann@example.com", #"correct horse\u0000"#),
            ]
            var texts: Set<String> = []
            for (email, password) in attempts {
                let before = auth.hashes.verified
                let answer = await auth.logIn(email, password: password)
                #expect(answer.status == 401 && answer.code == "invalid_credentials", "\(email) \(password)")
                #expect(answer.fields.all("Set-Cookie").isEmpty)
                #expect(auth.hashes.verified == before + 1, "\(email) \(password)")
                texts.insert(answer.text)
            }
            #expect(texts.count == 1)
            try await auth.expectRows(3, in: "sessions")
        }
    }

    @Test("what stands in for a missing account costs as much as an account's hash")
    func equalCost() async throws {
        try await withAuth { auth in
            #expect(auth.hashes.unknownPasswordHash.hasPrefix("$2b$04$"))
        }
    }

    @Test("a password that changes while it is being verified opens no session")
    func changedMeanwhile() async throws {
        try await withAuth { auth in
            _ = await auth.register("ann@example.com")
            let store = UserStore(pool: auth.pool)
            let email = try #require(EmailAddress("ann@example.com"))
            let credentials = try #require(try await store.credentials(of: email))
            _ = try await auth.pool.query(Statement("change", "UPDATE users SET password = '$2b$04$' || repeat('x', 53)"))
            let session = SessionRow(
                id: auth.app.service.ids.next(), createdAt: auth.now, expiresAt: auth.now.adding(days: 1),
                accessEndsAt: auth.now.adding(days: 1), device: Device(userAgent: nil, address: "::1"),
                refreshHash: [UInt8](repeating: 1, count: 32), methods: .password, authenticatedAt: auth.now)
            let isOpened = try await store.open(session, with: credentials)
            #expect(!isOpened)
            try await auth.expectRows(1, in: "sessions")
        }
    }

    @Test("members that are missing, of another type or unknown are told at once")
    func invalid() async throws {
        try await withAuth { auth in
            let answer = await auth.send(.post, "/api/auth/login", body: #"{"email":7,"remember":true}"#)
            #expect(answer.status == 422 && answer.code == "validation_failed")
            #expect(answer.pointers.sorted() == ["/email", "/password", "/remember"])
            #expect(auth.hashes.verified == 0)
        }
    }

    @Test("no JSON is 400, another content type 415, another method 405")
    func malformed() async throws {
        try await withAuth { auth in
            #expect(await auth.send(.post, "/api/auth/login", body: "email=a").code == "invalid_json")
            #expect(await auth.send(.post, "/api/auth/login", body: "{}", fields: ["Content-Type": "text/plain"]).status == 415)
            let answer = await auth.send(.get, "/api/auth/login")
            #expect(answer.status == 405 && answer.fields["Allow"] == "POST, OPTIONS")
        }
    }
}
