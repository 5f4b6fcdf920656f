@testable import AuthService
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@Suite("POST /api/auth/register") struct RegistrationTests {
    @Test("an account is made, and its owner is signed in by a session and its tokens")
    func created() async throws {
        try await withAuth { auth in
            let answer = await auth.register("Ann.Lee@Example.com", fields: ["User-Agent": "Browser/1"])
            #expect(answer.status == 201)
            #expect(answer.fields["Cache-Control"] == "no-store")
            let user = try #require(answer["user"])
            #expect(user["email"]?.text == "ann.lee@example.com")
            #expect(user["role"]?.text == "PATIENT" && user["firstName"]?.text == "Ann" && user["lastName"]?.text == "Lee")
            #expect(user["phone"] == .null && user["specialization"] == .null && user["language"] == .null)
            #expect(user["emailVerified"]?.flag == false && user["active"]?.flag == true && user["version"]?.integer == 1)
            #expect(user["createdAt"]?.text == auth.now.description)
            #expect(answer["expiresIn"]?.integer == 900)
            #expect(!answer.text.contains("correct horse") && !answer.text.contains("$2b$"))

            let claims = try auth.claims(answer.token)
            #expect(claims.userID.description == user["id"]?.text)
            #expect(claims.name == "Ann Lee" && claims.role == .patient)
            #expect(claims.expiresAt == auth.now.adding(seconds: 900))

            let rows = try await auth.pool.query(
                Statement(
                    "session_of",
                    """
                    SELECT s.user_agent, host(s.ip), s.expires_at, octet_length(t.hash), u.password FROM sessions s
                    JOIN users u ON u.id = s.user_id JOIN refresh_tokens t ON t.session_id = s.id WHERE s.id = $1
                    """),
                [.uuid(PostgresUUID(high: claims.sessionID.uuid.high, low: claims.sessionID.uuid.low))])
            #expect(rows.count == 1)
            #expect(try rows[0].text(0) == "Browser/1")
            #expect(try rows[0].text(1) == "127.0.0.1")
            #expect(try rows[0].timestamptz(2) == auth.now.adding(days: 30).microseconds)
            #expect(try rows[0].int(3) == 32)
            #expect(try rows[0].text(4).hasPrefix("$2b$04$"))
        }
    }

    @Test("a doctor has a specialization and a phone number")
    func doctor() async throws {
        try await withAuth { auth in
            let answer = await auth.send(
                .post, "/api/auth/register",
                body: #"""
                    {"email":"house@example.com","password":"correct horse","firstName":"Greg","lastName":"House","role":"DOCTOR",
                     "phone":"+1 609 555 0147","specialization":"Nephrology"}
                    """#)
            #expect(answer.status == 201)
            #expect(answer["user"]?["specialization"]?.text == "Nephrology")
            #expect(answer["user"]?["phone"]?.text == "+1 609 555 0147")
        }
    }

    @Test("the cookies keep the tokens from scripts and foreign sites")
    func cookies() async throws {
        try await withAuth { auth in
            let answer = await auth.register("ann@example.com")
            #expect(answer.cookie("accessToken") == [answer.token, "Path=/", "Max-Age=900", "HttpOnly", "SameSite=Lax"])
            let refresh = answer.cookie("refreshToken")
            #expect(Array(refresh.dropFirst()) == ["Path=/api/auth", "Max-Age=2592000", "HttpOnly", "SameSite=Strict"])
            #expect(refresh.first?.utf8.count == 43)
            try await auth.expect(
                0, from: "SELECT count(*) FROM refresh_tokens WHERE encode(hash, 'escape') = $1", [.text(refresh.first)])
        }
    }

    @Test(
        "cookies are Secure unless the site is on loopback",
        arguments: [
            ("https://clinic.example", true), ("http://clinic.example", true), ("http://localhost:3010", false),
            ("http://127.0.0.1", false),
            ("https://clinic.example,http://localhost:3010", true),
        ])
    func secure(frontend: String, isSecure: Bool) async throws {
        try await withAuth(["FRONTEND_URL": frontend]) { auth in
            let answer = await auth.register("ann@example.com")
            // Over TLS their names say so too.
            let isPrefixed = frontend.hasPrefix("https")
            #expect(answer.cookie(isPrefixed ? "__Host-accessToken" : "accessToken").contains("Secure") == isSecure)
            #expect(answer.cookie(isPrefixed ? "__Secure-refreshToken" : "refreshToken").contains("Secure") == isSecure)
        }
    }

    @Test("an email is taken in every case it may be written in, and the loser leaves nothing behind")
    func taken() async throws {
        try await withAuth { auth in
            #expect(await auth.register("ann@example.com").status == 201)
            let answer = await auth.register("ANN@Example.COM")
            #expect(answer.status == 409 && answer.code == "email_taken")
            #expect(answer.fields.all("Set-Cookie").isEmpty)
            try await auth.expectRows(1, in: "users")
            try await auth.expectRows(1, in: "sessions")
            try await auth.expectRows(1, in: "refresh_tokens")
        }
    }

    @Test("of ten who want the same email at once, one gets it")
    func race() async throws {
        try await withAuth { auth in
            let codes = await withTaskGroup(of: Int.self) { group in
                nonisolated(unsafe) let auth = auth  // one loop runs all of it
                for _ in 0..<10 { group.addTask { await auth.register("ann@example.com").status } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.sorted() == [201] + Array(repeating: 409, count: 9))
            try await auth.expectRows(1, in: "users")
        }
    }

    @Test("nobody registers as an admin, whatever else is wrong")
    func admin() async throws {
        try await withAuth { auth in
            let answer = await auth.register("not an email", role: "ADMIN")
            #expect(answer.status == 403 && answer.code == "admin_registration")
            try await auth.expectRows(0, in: "users")
        }
    }

    @Test("everything wrong is told at once, each with its place; a wrong type is not also missing")
    func allErrors() async throws {
        try await withAuth { auth in
            let answer = await auth.send(
                .post, "/api/auth/register",
                body:
                    #"{"email":"x","password":"short","firstName":7,"role":"NURSE","phone":"call me","specialization":[],"admin":true}"#
            )
            #expect(answer.status == 422 && answer.code == "validation_failed")
            #expect(answer.fields["Content-Type"] == "application/problem+json")
            #expect(
                answer.pointers.sorted()
                    == ["/admin", "/email", "/firstName", "/lastName", "/password", "/phone", "/role", "/specialization"])
            #expect(answer["title"]?.text == ProblemCode.validationFailed.title)
            #expect(auth.hashes.hashed == 0)
        }
    }

    @Test(
        "a password has 8 to 128 characters without NUL",
        arguments: [
            ("1234567", false), ("12345678", true), (String(repeating: "x", count: 128), true),
            (String(repeating: "x", count: 129), false), ("😀😀", false), ("ääää", false), (String(repeating: "д", count: 42), true),
            (String(repeating: "😀", count: 128), true), (#"1234\u00005678"#, false),
        ])
    func password(password: String, isAccepted: Bool) async throws {
        try await withAuth { auth in
            let answer = await auth.register("ann@example.com", password: password)
            #expect(answer.status == (isAccepted ? 201 : 422))
            #expect(answer.pointers == (isAccepted ? [] : ["/password"]))
        }
    }

    @Test(
        "what is no JSON object of the right type is refused",
        arguments: [
            ("{", "application/json", 400, "invalid_json"), ("[]", "application/json", 422, "validation_failed"),
            ("{}", "text/plain", 415, "unsupported_media_type"),
            ("{}", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
            ("", "application/json", 400, "invalid_json"),
        ])
    func malformed(body: String, type: String, status: Int, code: String) async throws {
        try await withAuth { auth in
            let answer = await auth.send(.post, "/api/auth/register", body: body, fields: ["Content-Type": type])
            #expect(answer.status == status && answer.code == code)
        }
    }

    @Test("a User-Agent of any length is kept as far as it fits")
    func longUserAgent() async throws {
        try await withAuth { auth in
            #expect(
                await auth.register("ann@example.com", fields: ["User-Agent": String(repeating: "é", count: 2_000)]).status == 201)
            try await auth.expect(512, from: "SELECT max(length(user_agent)) FROM sessions")
        }
    }
}
