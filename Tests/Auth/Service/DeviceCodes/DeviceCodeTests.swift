import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Limits
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import AuthService

@Suite("A code by mail makes a device known", .timeLimit(.minutes(4))) struct DeviceCodeTests {
    /// The cookie of the browser that asked.
    private static func ask(_ auth: AuthFixture, _ email: String, from address: String? = nil) async -> String {
        let answer = await auth.send(
            .post, "/api/auth/device-code", body: #"{"email":"\#(email)"}"#, limitedFrom: address)
        #expect(answer.status == 202, "\(answer.text)")
        return answer.cookie("deviceCode").first ?? ""
    }

    private static func confirm(_ auth: AuthFixture, _ code: String, cookie: String?) async -> Answer {
        await auth.send(
            .post, "/api/auth/device-code/confirm", body: #"{"code":"\#(code)"}"#,
            fields: cookie.map { ["Cookie": "deviceCode=\($0)"] } ?? [:])
    }

    private static func logIn(
        _ auth: AuthFixture, _ email: String, known: String? = nil, password: String = "correct horse",
        from address: String = "192.0.2.9"
    ) async -> Answer {
        await auth.send(
            .post, "/api/auth/login", body: #"{"email":"\#(email)","password":"\#(password)"}"#,
            fields: known.map { ["Cookie": "knownDevice=\($0)"] } ?? [:], limitedFrom: address)
    }

    private static func verified(_ auth: AuthFixture, _ email: String) async throws {
        _ = try await auth.person(email)
        _ = try await auth.pool.query(
            Statement("verified", "UPDATE users SET email_verified = true WHERE email = $1"), [.text(email)])
        _ = try await auth.sent()
    }

    /// The code in the only letter.
    private static func code(_ auth: AuthFixture) async throws -> String {
        let letters = try await auth.sent()
        #expect(letters.count == 1 && letters.first?.text.subject == "Your code to sign in")
        let lines = letters.first?.text.body.split(separator: "\n").map(String.init) ?? []
        return try #require(lines.first { $0.count == 9 && $0.allSatisfy { $0.isNumber || $0 == " " } })
    }

    @Test("the owner on a new device comes in while strangers have emptied the account's bucket; the password is asked for still")
    func lockedOut() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            for number in 0..<20 { _ = await Self.logIn(auth, "ann@example.com", password: "guess", from: "198.51.100.\(number)") }
            #expect(await Self.logIn(auth, "ann@example.com").status == 429)
            let cookie = await Self.ask(auth, "Ann@example.com", from: "192.0.2.9")
            let answer = await Self.confirm(auth, try await Self.code(auth), cookie: cookie)
            #expect(answer.status == 204, "\(answer.text)")
            // Nobody is signed in by it.
            #expect(answer.cookie("accessToken").isEmpty && answer.cookie("refreshToken").isEmpty)
            let known = answer.cookie("knownDevice")
            #expect(known.contains("Max-Age=3600"))
            let device = try #require(known.first)
            #expect(await Self.logIn(auth, "ann@example.com", known: device, password: "guess").status == 401)
            #expect(await Self.logIn(auth, "ann@example.com", known: device).status == 200)
            // Known there, and there alone, and for an hour.
            try await Self.verified(auth, "bob@example.com")
            for number in 0..<20 { _ = await Self.logIn(auth, "bob@example.com", password: "guess", from: "198.51.100.\(number)") }
            #expect(await Self.logIn(auth, "bob@example.com", known: device).status == 429)
            auth.clock.advance(by: .seconds(DeviceCode.knownSeconds))
            #expect(await Self.logIn(auth, "ann@example.com", known: device).status == 429)
            #expect(try await auth.recorded().types.filter { $0 == "device_confirmed" }.count == 1)
        }
    }

    @Test("the second factor is asked for as before")
    func secondFactor() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            _ = try await auth.addApp(try Person(await auth.logIn("ann@example.com")))
            _ = try await auth.sent()
            let cookie = await Self.ask(auth, "ann@example.com")
            let known = try #require(
                await Self.confirm(auth, try await Self.code(auth), cookie: cookie).cookie("knownDevice").first)
            let answer = await Self.logIn(auth, "ann@example.com", known: known)
            #expect(answer["mfaRequired"] == true && answer.cookie("accessToken").isEmpty)
        }
    }

    @Test("known, unknown, unverified, switched off and password-less addresses get one answer and one work, each its mail or none")
    func oneAnswer() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            try await Self.verified(auth, "off@example.com")
            try await Self.verified(auth, "google@example.com")
            _ = try await auth.person("new@example.com")
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false WHERE email = 'off@example.com'"))
            _ = try await auth.pool.query(Statement("none", "UPDATE users SET password = NULL WHERE email = 'google@example.com'"))
            _ = try await auth.sent()
            var asked: Set<String> = []
            var refused: Set<String> = []
            let emails = ["ann", "off", "google", "new", "nobody"].map { "\($0)@example.com" }
            for email in emails {
                let before = (auth.hashes.hashed, auth.hashes.verified)
                let answer = await auth.send(.post, "/api/auth/device-code", body: #"{"email":"\#(email)"}"#)
                asked.insert("\(answer.status) \(answer.text) \(answer.cookie("deviceCode").dropFirst())")
                let wrong = await Self.confirm(auth, "nothing", cookie: answer.cookie("deviceCode").first)
                refused.insert("\(wrong.status) \(wrong.code ?? "")")
                #expect(before == (auth.hashes.hashed, auth.hashes.verified))
            }
            #expect(asked.count == 1 && refused == ["401 code_refused"])
            // A row each, and an attempt counted in it: the same work, whoever it is.
            try await auth.expect(emails.count, from: "SELECT count(*) FROM device_codes WHERE attempts = 1")
            try await auth.expectRows(emails.count, in: "emails")
            #expect(try await auth.sent().map(\.address) == ["ann@example.com"])
        }
    }

    @Test("a code that is wrong, used, too old, tried too often or of another browser is refused, and makes nobody known")
    func refused() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            let cases: [(String, (inout String, inout String) async throws -> Void)] = [
                ("altered", { code, _ in code = (code.hasPrefix("1") ? "2" : "1") + code.dropFirst() }),
                ("used", { code, cookie in #expect(await Self.confirm(auth, code, cookie: cookie).status == 204) }),
                ("too old", { _, _ in auth.clock.advance(by: .seconds(DeviceCode.lifetimeSeconds)) }),
                ("another browser", { _, cookie in cookie = await Self.ask(auth, "somebody@example.com") }),
                ("no browser", { _, cookie in cookie = "" }),
                (
                    "another code",
                    { _, cookie in
                        // Of the same account, asked for in the same browser: the first one is void there.
                        cookie = await Self.ask(auth, "ann@example.com")
                    }
                ),
                (
                    "too often",
                    { code, cookie in
                        for _ in 0..<DeviceCode.attemptLimit {
                            #expect(await Self.confirm(auth, "0000 0000 0", cookie: cookie).status == 401)
                        }
                    }
                ),
            ]
            for (name, act) in cases {
                var cookie = await Self.ask(auth, "ann@example.com")
                var code = try await Self.code(auth)
                try await act(&code, &cookie)
                let answer = await Self.confirm(auth, code, cookie: cookie)
                #expect(answer.status == 401 && answer.code == "code_refused", "\(name): \(answer.text)")
                #expect(answer.cookie("knownDevice").isEmpty, "\(name)")
                _ = try await auth.sent()
            }
        }
    }

    @Test("what strangers ask for voids nobody's code, and codes are typed as people type")
    func besideStrangers() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            let cookie = await Self.ask(auth, "ann@example.com")
            let code = try await Self.code(auth)
            for _ in 0..<3 { _ = await Self.ask(auth, "ann@example.com") }
            #expect(try await auth.sent().count == 3)
            let typed = " " + code.replacing(" ", with: "-") + " "
            #expect(await Self.confirm(auth, typed, cookie: cookie).status == 204)
        }
    }

    @Test("of two at once with one code, one makes its browser known")
    func race() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            for _ in 0..<4 {
                let cookie = await Self.ask(auth, "ann@example.com")
                let code = try await Self.code(auth)
                let both = Unchecked(auth)
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for _ in 0..<2 { group.addTask { await Self.confirm(both.value, code, cookie: cookie).status } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.sorted() == [204, 401])
            }
        }
    }

    @Test("asking is limited for an account by network and in all, known or not, without telling")
    func limits() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            for email in ["ann@example.com", "nobody@example.com"] {
                var statuses: [Int] = []
                for network in 0..<8 {
                    for _ in 0..<6 {
                        let answer = await auth.send(
                            .post, "/api/auth/device-code", body: #"{"email":"\#(email)"}"#, limitedFrom: "198.51.\(network).7")
                        statuses.append(answer.status)
                        if answer.status == 429 { #expect(answer.fields["RateLimit"] == nil) }
                    }
                }
                // Five of each network, thirty in all.
                #expect(statuses.prefix(6) == [202, 202, 202, 202, 202, 429])
                #expect((30...31).contains(statuses.filter { $0 == 202 }.count))
            }
        }
    }

    @Test("the database never has what would make a stranger known; old codes are removed; without mail that is said")
    func kept() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            let cookie = await Self.ask(auth, "ann@example.com")
            let rows = try await auth.pool.query(
                Statement(
                    "rows",
                    "SELECT string_agg(c::text, ' ') || (SELECT string_agg(e::text, ' ') FROM emails e) FROM device_codes c")
            )[0].text(0)
            let code = try await Self.code(auth)
            for secret in [cookie, code, code.replacing(" ", with: "")] { #expect(!rows.contains(secret)) }
        }
        try await withAuth { auth in
            let answer = await auth.send(.post, "/api/auth/device-code", body: #"{"email":"ann@example.com"}"#)
            #expect(answer.status == 409 && answer.code == "mail_off")
            try await auth.expectRows(0, in: "device_codes")
        }
    }

    @Test("who has set a password anew signs in at once in that browser, whatever strangers do")
    func recovered() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            try await Self.verified(auth, "ann@example.com")
            for number in 0..<20 { _ = await Self.logIn(auth, "ann@example.com", password: "guess", from: "198.51.100.\(number)") }
            let cookie = await auth.forget("ann@example.com")
            let set = await auth.setPassword(try await auth.link("recover"), cookie: cookie)
            let known = try #require(set.cookie("knownDevice").first)
            #expect(await Self.logIn(auth, "ann@example.com", password: "another horse").status == 429)
            #expect(await Self.logIn(auth, "ann@example.com", known: known, password: "another horse").status == 200)
        }
    }
}
