import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("The address of an account") struct AddressTests {
    private static func verify(_ auth: AuthFixture, _ token: String, as person: Person) async -> Answer {
        await auth.call(.post, "/api/auth/email-verification/confirm", as: person, body: #"{"token":"\#(token)"}"#)
    }

    private static func ask(_ auth: AuthFixture, _ email: String, as person: Person) async -> Answer {
        await auth.call(.post, "/api/auth/email", as: person, body: #"{"email":"\#(email)"}"#)
    }

    private static func confirm(_ auth: AuthFixture, _ token: String, as person: Person) async -> Answer {
        await auth.call(.post, "/api/auth/email/confirm", as: person, body: #"{"token":"\#(token)"}"#)
    }

    private static func undo(_ auth: AuthFixture, _ token: String) async -> Answer {
        await auth.send(.post, "/api/auth/email/undo", body: #"{"token":"\#(token)"}"#)
    }

    /// Registers and verifies.
    private static func verified(_ auth: AuthFixture, _ email: String) async throws -> Person {
        let person = try await auth.person(email)
        #expect(await verify(auth, try await auth.link("verify"), as: person).status == 200)
        return person
    }

    @Test("is verified by the mail that registering sends, in the account's own session, once")
    func verification() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let ann = try await auth.person("ann@example.com")
            let letter = try #require(try await auth.sent().first)
            #expect(letter.address == "ann@example.com" && letter.text.subject == "Confirm your email address")
            #expect(!letter.text.body.contains("Ann"))
            let token = try #require(letter.token("verify"))
            let bob = try await auth.person("bob@example.com")
            #expect(await Self.verify(auth, token, as: bob).code == "link_refused")
            #expect(await Self.verify(auth, "A" + token.dropFirst(), as: ann).code == "link_refused" || token.hasPrefix("A"))
            let answer = await Self.verify(auth, token, as: ann)
            #expect(answer.status == 200 && answer["emailVerified"] == true)
            #expect(await Self.verify(auth, token, as: ann).code == "link_refused")
            // Nothing to verify any more.
            _ = try await auth.sent()
            #expect(await auth.call(.post, "/api/auth/email-verification", as: ann).status == 202)
            #expect(try await auth.sent().isEmpty)
        }
    }

    @Test("a link to verify ends after six days, and with the one that is sent after it")
    func verificationEnds() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let ann = try await auth.person("ann@example.com")
            let first = try await auth.link("verify")
            #expect(await auth.call(.post, "/api/auth/email-verification", as: ann).status == 202)
            let second = try await auth.link("verify")
            #expect(await Self.verify(auth, first, as: ann).code == "link_refused")
            auth.clock.advance(by: .seconds(6 * 86_400))
            let later = try Person(await auth.logIn("ann@example.com"))
            #expect(await Self.verify(auth, second, as: later).code == "link_refused")
            #expect(await auth.call(.get, "/api/auth/email-verification", as: later)["mail"] == true)
        }
    }

    @Test("is changed once the new one is shown to be theirs: other sessions end, and the old one is told")
    func change() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let ann = try await Self.verified(auth, "ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            #expect(await Self.ask(auth, "lee@example.com", as: ann).status == 202)
            #expect(await auth.profile(ann.access)["email"] == "ann@example.com")
            let letter = try #require(try await auth.sent().first)
            #expect(letter.address == "lee@example.com")
            let token = try #require(letter.token("address"))
            let bob = try await auth.person("bob@example.com")
            #expect(await Self.confirm(auth, token, as: bob).code == "link_refused")
            let answer = await Self.confirm(auth, token, as: ann)
            #expect(answer.status == 200 && answer["email"] == "lee@example.com" && answer["emailVerified"] == true)
            #expect(await auth.profile(other.access).code == "session_revoked")
            #expect(await auth.profile(ann.access).status == 200)
            #expect(await Self.confirm(auth, token, as: ann).code == "link_refused")
            let told = try await auth.sent().filter { $0.address == "ann@example.com" }
            #expect(told.count == 1 && told[0].token("undo") != nil)
            #expect(await auth.logIn("lee@example.com").status == 200)
            #expect(await auth.logIn("ann@example.com").status == 401)
        }
    }

    @Test("who asks for the address that another asks for keeps neither's mail back, nor voids their link")
    func besideStrangers() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let (ann, eve) = (try await Self.verified(auth, "ann@example.com"), try await Self.verified(auth, "eve@example.com"))
            #expect(await Self.ask(auth, "lee@example.com", as: ann).status == 202)
            #expect(await Self.ask(auth, "lee@example.com", as: eve).status == 202)
            let tokens = try await auth.sent().compactMap { $0.token("address") }
            #expect(tokens.count == 2)
            #expect(await Self.ask(auth, "lee@example.com", as: eve).status == 202)
            _ = try await auth.link("address")
            #expect(await Self.confirm(auth, tokens[0], as: ann).status == 200)
        }
    }

    @Test("takes a recent sign-in, is one answer for an address that somebody has, and gives it to nobody twice")
    func taken() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let ann = try await Self.verified(auth, "ann@example.com")
            _ = try await auth.person("bob@example.com")
            _ = try await auth.sent()
            #expect(await Self.ask(auth, "bob@example.com", as: ann).status == 202)
            #expect(try await auth.sent().isEmpty)
            // Somebody takes it between the mail and the link.
            #expect(await Self.ask(auth, "eve@example.com", as: ann).status == 202)
            let token = try await auth.link("address")
            _ = try await auth.person("eve@example.com")
            #expect(await Self.confirm(auth, token, as: ann).code == "email_taken")
            auth.clock.advance(by: .seconds(301))
            #expect(await Self.ask(auth, "lee@example.com", as: ann).code == "reauthentication_required")
        }
    }

    @Test("an account that is switched off changes nothing, takes nothing back, and is not told that somebody else has the address")
    func off() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            func turn(_ active: Bool) async throws {
                _ = try await auth.pool.query(Statement("turn", "UPDATE users SET active = $1"), [.bool(active)])
            }
            let ann = try await Self.verified(auth, "ann@example.com")
            #expect(await Self.ask(auth, "lee@example.com", as: ann).status == 202)
            let token = try await auth.link("address")
            try await turn(false)
            #expect(await Self.confirm(auth, token, as: ann).code == "link_refused")
            try await turn(true)
            #expect(await Self.confirm(auth, token, as: ann).status == 200)
            let undo = try await auth.link("undo")
            try await turn(false)
            #expect(await Self.undo(auth, undo).code == "link_refused")
            // It works once the account does.
            try await turn(true)
            #expect(await Self.undo(auth, undo).status == 204)
        }
    }

    @Test("of two who confirm the same address at once one gets it, and the other is told")
    func atOnce() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let both = Unchecked(auth)
            var people = [try await Self.verified(auth, "ann@example.com"), try await Self.verified(auth, "bob@example.com")]
            for round in 1...4 {
                var tokens: [String] = []
                for person in people {
                    _ = try await auth.sent()
                    #expect(await Self.ask(auth, "both\(round)@example.com", as: person).status == 202)
                    tokens.append(try await auth.link("address"))
                }
                let answers = await withTaskGroup(of: Answer.self) { group in
                    for (person, token) in zip(people, tokens) {
                        group.addTask { await Self.confirm(both.value, token, as: person) }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.map(\.status).sorted() == [200, 409])
                #expect(answers.contains { $0.code == "email_taken" })
                people.reverse()
            }
        }
    }

    @Test("a link to change an address or to take that back is refused when it is altered, another's, too old, or was used")
    func refused() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            var ann = try await Self.verified(auth, "ann@example.com")
            let bob = try await auth.person("bob@example.com")
            func altered(_ token: String) -> String { (token.hasPrefix("A") ? "B" : "A") + token.dropFirst() }
            func again() async throws { ann = try Person(await auth.logIn(ann.email)) }
            #expect(await Self.ask(auth, "lee@example.com", as: ann).status == 202)
            let late = try await auth.link("address")
            auth.clock.advance(by: .seconds(86_400))
            try await again()
            #expect(await Self.confirm(auth, late, as: ann).code == "link_refused")
            #expect(await Self.ask(auth, "lee@example.com", as: ann).status == 202)
            let token = try await auth.link("address")
            #expect(await Self.confirm(auth, altered(token), as: ann).code == "link_refused")
            // Links of another purpose, of nobody and of another account.
            #expect(await Self.verify(auth, token, as: ann).code == "link_refused")
            #expect(await Self.undo(auth, token).code == "link_refused")
            #expect(await auth.setPassword(token, cookie: "").code == "link_refused")
            #expect(await Self.confirm(auth, token, as: try Person(await auth.logIn(bob.email))).code == "link_refused")
            #expect(await Self.confirm(auth, token, as: ann).status == 200)
            #expect(await Self.confirm(auth, token, as: ann).code == "link_refused")
            let undo = try await auth.link("undo")
            #expect(await Self.undo(auth, altered(undo)).code == "link_refused")
            auth.clock.advance(by: .seconds(7 * 86_400))
            #expect(await Self.undo(auth, undo).code == "link_refused")
            #expect(await auth.logIn("lee@example.com").status == 200)
        }
    }

    @Test("a change is taken back from the address before, however often a thief changes it; the password is void")
    func undo() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let thief = try await Self.verified(auth, "ann@example.com")
            var undos: [String] = []
            for email in ["thief@example.com", "thief2@example.com"] {
                #expect(await Self.ask(auth, email, as: thief).status == 202)
                #expect(await Self.confirm(auth, try await auth.link("address"), as: thief).status == 200)
                undos += try await auth.sent().compactMap { $0.token("undo") }
                auth.clock.advance(by: .seconds(60))
            }
            #expect(undos.count == 2)
            let answer = await Self.undo(auth, undos[0])
            #expect(answer.status == 204, "\(answer.text)")
            #expect(await auth.profile(thief.access).code == "session_revoked")
            #expect(await auth.logIn("ann@example.com").status == 401)
            // The thief's own way back is void, and so is this one.
            #expect(await Self.undo(auth, undos[1]).code == "link_refused")
            #expect(await Self.undo(auth, undos[0]).code == "link_refused")
            // The owner sets another password in this browser.
            let cookie = try #require(answer.cookie("recovery").first)
            let letter = try #require(try await auth.sent().first { $0.token("recover") != nil })
            #expect(letter.address == "ann@example.com")
            #expect(await auth.setPassword(try #require(letter.token("recover")), cookie: cookie).status == 204)
            #expect(await auth.logIn("ann@example.com", password: "another horse").status == 200)
        }
    }

    @Test("an address that was never shown to be theirs is told, and cannot take the account")
    func left() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let ann = try await auth.person("typo@example.com")
            _ = try await auth.sent()
            #expect(await Self.ask(auth, "ann@example.com", as: ann).status == 202)
            #expect(await Self.confirm(auth, try await auth.link("address"), as: ann).status == 200)
            let told = try await auth.sent()
            #expect(told.map(\.address) == ["typo@example.com"] && told[0].token("undo") == nil)
        }
    }
}
