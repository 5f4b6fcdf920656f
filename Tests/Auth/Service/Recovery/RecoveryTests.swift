import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import AuthService

@Suite("A forgotten password") struct RecoveryTests {
    @Test("is set anew by the link, once: all sessions end, the owner is told, nobody is signed in by it")
    func whole() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let ann = try await auth.person("ann@example.com")
            _ = try await auth.sent()
            let cookie = await auth.forget("Ann@Example.com")
            let token = try await auth.link("recover")
            let answer = await auth.setPassword(token, cookie: cookie)
            #expect(answer.status == 204 && answer.cookie("accessToken").isEmpty && answer.cookie("recovery").contains("Max-Age=0"))
            #expect(await auth.profile(ann.access).code == "session_revoked")
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
            #expect(await auth.logIn("ann@example.com").code == "invalid_credentials")
            let back = await auth.logIn("ann@example.com", password: "another horse")
            // Who reads the mail there has shown the address to be theirs.
            #expect(back.status == 200 && back["user"]?["emailVerified"] == true)
            #expect(try await auth.sent().map(\.text.subject) == ["You have a new password"])
            #expect(await auth.setPassword(token, cookie: cookie).code == "link_refused")
        }
    }

    @Test("known, unknown, switched off and password-less addresses get one answer, one work, and each their mail or none")
    func oneAnswer() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            _ = try await auth.person("ann@example.com")
            _ = try await auth.person("off@example.com")
            _ = try await auth.person("google@example.com")
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false WHERE email = 'off@example.com'"))
            _ = try await auth.pool.query(
                Statement("none", "UPDATE users SET password = NULL, google_id = 'g' WHERE email = 'google@example.com'"))
            _ = try await auth.sent()
            var answers: [Answer] = []
            for email in ["ann@example.com", "off@example.com", "nobody@example.com", "google@example.com"] {
                let before = (auth.hashes.hashed, auth.hashes.verified)
                answers.append(await auth.send(.post, "/api/auth/password-reset", body: #"{"email":"\#(email)"}"#))
                #expect(before == (auth.hashes.hashed, auth.hashes.verified))
            }
            #expect(Set(answers.map { "\($0.status) \($0.text) \($0.cookie("recovery").dropFirst())" }).count == 1)
            try await auth.expectRows(4, in: "emails")
            let letters = try await auth.sent()
            #expect(letters.map(\.address) == ["ann@example.com", "google@example.com"])
            #expect(letters[0].token("recover") != nil && !letters[1].text.body.contains("/link#"))
            for letter in letters { #expect(!letter.text.body.contains("Ann") && !letter.text.body.contains("Lee")) }
        }
    }

    @Test("a link that is altered, too old, of another browser, or from before another password or address is refused")
    func refused() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let cases: [(String, (AuthFixture, String, inout String, inout String) async throws -> Void)] = [
                ("altered", { _, _, token, _ in token = (token.hasPrefix("A") ? "B" : "A") + token.dropFirst() }),
                ("too old", { auth, _, _, _ in auth.clock.advance(by: .seconds(1_800)) }),
                ("another browser", { auth, _, _, cookie in cookie = await auth.forget("somebody@example.com") }),
                ("no browser", { _, _, _, cookie in cookie = "" }),
                (
                    "another password",
                    { auth, email, _, _ in
                        let body = #"{"currentPassword":"correct horse","newPassword":"third horse"}"#
                        let changed = await auth.call(
                            .post, "/api/auth/password", as: try Person(await auth.logIn(email)), body: body)
                        #expect(changed.status == 204)
                    }
                ),
                (
                    "another address",
                    { auth, email, _, _ in
                        _ = try await auth.pool.query(
                            Statement("move", "UPDATE users SET email = 'moved-' || email WHERE email = $1"), [.text(email)])
                    }
                ),
                (
                    "switched off",
                    { auth, email, _, _ in
                        _ = try await auth.pool.query(
                            Statement("off", "UPDATE users SET active = false WHERE email = $1"), [.text(email)])
                    }
                ),
            ]
            for (index, (name, act)) in cases.enumerated() {
                let email = "p\(index)@example.com"
                _ = try await auth.person(email)
                _ = try await auth.sent()
                var cookie = await auth.forget(email)
                var token = try await auth.link("recover")
                try await act(auth, email, &token, &cookie)
                let answer = await auth.setPassword(token, cookie: cookie)
                #expect(answer.status == 410 && answer.code == "link_refused", "\(name): \(answer.text)")
                #expect(await auth.logIn(email, password: "another horse").status == 401, "\(name)")
            }
        }
    }

    @Test("of two at once with one link, one sets the password")
    func race() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            _ = try await auth.person("ann@example.com")
            _ = try await auth.sent()
            let cookie = await auth.forget("ann@example.com")
            let token = try await auth.link("recover")
            let both = Unchecked(auth)
            let statuses = await withTaskGroup(of: Int.self) { group in
                for password in ["first horse", "second horse"] {
                    group.addTask { await both.value.setPassword(token, cookie: cookie, to: password).status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [204, 410])
        }
    }

    @Test(
        "is asked for by strangers as often as they can: what its owner asked for works, before and after them, and ends theirs",
        arguments: [1, 5, 29])
    func besideStrangers(count: Int) async throws {
        try await withAuth(AuthFixture.mail) { auth in
            _ = try await auth.person("ann@example.com")
            _ = try await auth.sent()
            // Some while the owner's letter waits, some after it has left.
            let cookie = await auth.forget("ann@example.com")
            for _ in 0..<(count / 2) { _ = await auth.forget("ann@example.com") }
            let letters = try await auth.sent().compactMap { $0.token("recover") }
            #expect(letters.count == 1 + count / 2)
            var last = ""
            for _ in 0..<(count - count / 2) {
                auth.clock.advance(by: .seconds(1))
                last = await auth.forget("ann@example.com")
            }
            let later = try #require(try await auth.sent().compactMap { $0.token("recover") }.last)
            try await auth.expect(1 + count, from: "SELECT count(*) FROM mail_links WHERE purpose = 'recovery'")
            #expect(await auth.setPassword(later, cookie: cookie).code == "link_refused")
            #expect(await auth.setPassword(letters[0], cookie: cookie).status == 204)
            let other = await auth.setPassword(later, cookie: last, to: "third horse")
            #expect(other.status == 410 && other.code == "link_refused")
            #expect(await auth.logIn("ann@example.com", password: "another horse").status == 200)
        }
    }

    @Test("has a bounded number of links: the newest")
    func bounded() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            _ = try await auth.person("ann@example.com")
            _ = try await auth.person("bob@example.com")
            _ = try await auth.sent()
            let bob = await auth.forget("bob@example.com")
            let first = await auth.forget("ann@example.com")
            let tokens = try await auth.sent()
            for _ in 0..<LetterStatements.recoveryLinks {
                auth.clock.advance(by: .seconds(1))
                _ = await auth.forget("ann@example.com")
            }
            _ = try await auth.sent()
            let links = "SELECT count(*) FROM mail_links WHERE purpose = 'recovery' AND address = $1"
            try await auth.expect(LetterStatements.recoveryLinks, from: links, [.text("ann@example.com")])
            for (email, cookie, status) in [("ann@example.com", first, 410), ("bob@example.com", bob, 204)] {
                let token = try #require(tokens.first { $0.address == email }?.token("recover"))
                #expect(await auth.setPassword(token, cookie: cookie).status == status)
            }
        }
    }

    @Test("of two links of one account at once, one sets the password")
    func raceOfTwo() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            _ = try await auth.person("ann@example.com")
            _ = try await auth.sent()
            var links: [(token: String, cookie: String)] = []
            for _ in 0..<2 {
                let cookie = await auth.forget("ann@example.com")
                links.append((try await auth.link("recover"), cookie))
            }
            let (both, given) = (Unchecked(auth), links)
            let statuses = await withTaskGroup(of: Int.self) { group in
                for (index, link) in given.enumerated() {
                    group.addTask {
                        await both.value.setPassword(link.token, cookie: link.cookie, to: "horse number \(index)").status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [204, 410])
        }
    }

    @Test("the second factor is never skipped: without it, with a wrong one and with a used one nothing changes")
    func secondFactor() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let (app, _, codes) = try await auth.addApp(try await auth.person("ann@example.com"))
            auth.clock.advance(by: .seconds(30))
            _ = try await auth.sent()
            let cookie = await auth.forget("ann@example.com")
            let token = try await auth.link("recover")
            let none = await auth.setPassword(token, cookie: cookie)
            #expect(none.status == 401 && none.code == "second_factor_needed" && none["methods"] == "totp recoveryCode")
            let wrong = await auth.setPassword(token, cookie: cookie, #","recoveryCode":"AAAAA-AAAAA-AAAAA-AAAAA-AAAAA""#)
            #expect(wrong.code == "second_factor_refused")
            // A password that may not be chosen costs no code.
            let code = app.code(at: auth.now)
            #expect(await auth.setPassword(token, cookie: cookie, to: "short", #","totp":"\#(code)""#).status == 422)
            let right = await auth.setPassword(token, cookie: cookie, #","totp":"\#(code)""#)
            #expect(right.status == 204, "\(right.text)")
            #expect(await auth.logIn("ann@example.com", password: "another horse")["mfaRequired"] == true)
            #expect(codes.count == 10)
        }
    }

    @Test("asking is limited for an account by network and in all, known or not, without telling")
    func limits() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            _ = try await auth.person("ann@example.com")
            for email in ["ann@example.com", "nobody@example.com"] {
                var statuses: [Int] = []
                for network in 0..<8 {
                    for _ in 0..<6 {
                        let answer = await auth.send(
                            .post, "/api/auth/password-reset", body: #"{"email":"\#(email)"}"#,
                            limitedFrom: "198.51.\(network).7")
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

    @Test("where no mail is sent, that is said")
    func off() async throws {
        try await withAuth { auth in
            let answer = await auth.send(.post, "/api/auth/password-reset", body: #"{"email":"ann@example.com"}"#)
            #expect(answer.status == 409 && answer.code == "mail_off")
            _ = try await auth.person("ann@example.com")
            try await auth.expectRows(0, in: "emails")
        }
    }

    @Test("changes of password and factors are written to the owner")
    func news() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let ann = try await auth.person("ann@example.com")
            _ = try await auth.sent()
            let body = #"{"currentPassword":"correct horse","newPassword":"another horse"}"#
            #expect(await auth.call(.post, "/api/auth/password", as: ann, body: body).status == 204)
            let again = try Person(await auth.logIn("ann@example.com", password: "another horse"))
            let (_, with, _) = try await auth.addApp(again)
            #expect(await auth.call(.post, "/api/auth/factors/recovery-codes", as: with).status == 200)
            #expect(await auth.call(.delete, "/api/auth/factors/totp", as: with).status == 200)
            #expect(
                try await auth.sent().map(\.text.subject) == [
                    "Your password was changed", "A second factor was added", "New recovery codes", "A second factor was removed",
                ])
        }
    }

    @Test("the database never has what would let its reader in")
    func digests() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            _ = try await auth.person("ann@example.com")
            let cookie = await auth.forget("ann@example.com")
            let queued = try await auth.pool.query(Statement("rows", "SELECT string_agg(emails::text, ' ') FROM emails"))[0].text(0)
            let tokens = try await auth.sent().compactMap { $0.token("recover") ?? $0.token("verify") }
            #expect(tokens.count == 2)
            let links = try await auth.pool.query(Statement("l", "SELECT string_agg(l::text, ' ') FROM mail_links l"))[0].text(0)
            for secret in tokens + [cookie] { #expect(!queued.contains(secret) && !links.contains(secret)) }
        }
    }
}
