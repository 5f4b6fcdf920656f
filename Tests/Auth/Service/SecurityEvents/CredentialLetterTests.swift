import Contracts
import CoreHTTP
import HTTPWire
import Mail
import Postgres
import TestSupport
import Testing

@testable import AuthService

@Suite("Whatever changes how an account is entered is written to its owner (ASVS V6.3.7)", .timeLimit(.minutes(2)))
struct CredentialLetterTests {
    /// Somebody, and how what they do changes their account.
    private struct Change {
        let name: String
        let subjects: [String]
        let act: (AuthFixture, Person) async throws -> Answer
    }

    private static let body = #"{"currentPassword":"correct horse","newPassword":"another horse"}"#

    private static func recover(_ auth: AuthFixture, _ ann: Person) async throws -> Answer {
        let cookie = await auth.forget(ann.email)
        let letter = try #require(try await auth.letters.queue.claim(for: .seconds(300)))
        guard case .ready(let address, let text) = await auth.letters.draft(letter) else { preconditionFailure("no letter") }
        return await auth.setPassword(try #require(TestLetter(address: address, text: text).token("recover")), cookie: cookie)
    }

    private static var changes: [Change] {
        [
            Change(name: "password", subjects: ["Your password was changed"]) { auth, ann in
                await auth.call(.post, "/api/auth/password", as: ann, body: body)
            },
            Change(name: "recovery", subjects: ["Set a new password", "You have a new password"], act: recover),
            Change(name: "app", subjects: ["A second factor was added"]) { auth, ann in
                let prepared = await auth.call(.post, "/api/auth/factors/totp", as: ann)
                let code = TestApp(prepared["secret"]?.text ?? "").code(at: auth.now)
                return await auth.call(.post, "/api/auth/factors/totp/confirm", as: ann, body: #"{"code":"\#(code)"}"#)
            },
            Change(name: "app removed", subjects: ["A second factor was added", "A second factor was removed"]) { auth, ann in
                await auth.call(.delete, "/api/auth/factors/totp", as: try await auth.addApp(ann).person)
            },
            Change(name: "codes", subjects: ["A second factor was added", "New recovery codes"]) { auth, ann in
                await auth.call(.post, "/api/auth/factors/recovery-codes", as: try await auth.addApp(ann).person)
            },
            // The vectors have one credential: it is free again for the next.
            Change(name: "passkey removed", subjects: ["A second factor was added", "A second factor was removed"]) { auth, ann in
                try await auth.giveOutChallenge(to: ann.userID)
                let made = try Person(
                    await auth.call(.post, "/api/auth/factors/passkeys", as: ann, body: try PasskeyVectors().registration("es256")))
                let id = await auth.call(.get, "/api/auth/factors", as: made)["passkeys"]?.elements?.first?["id"]?.text ?? ""
                return await auth.call(.delete, "/api/auth/factors/passkeys/\(id)", as: made)
            },
            Change(name: "passkey", subjects: ["A second factor was added"]) { auth, ann in
                try await auth.giveOutChallenge(to: ann.userID)
                return await auth.call(
                    .post, "/api/auth/factors/passkeys", as: ann, body: try PasskeyVectors().registration("es256"))
            },
            Change(name: "removal by an admin", subjects: ["A second factor was added", "Your second factors are to be removed"]) {
                auth, ann in
                _ = try await auth.addApp(ann)
                return await auth.call(
                    .post, "/api/auth/users/\(ann.id)/reset-factors", as: try await auth.admin("root-\(ann.email)"),
                    body: #"{"identityCheck":"DOCUMENT","reason":"STOLEN"}"#)
            },
        ]
    }

    @Test("each change has its letter, to its owner alone")
    func every() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            for (number, change) in Self.changes.enumerated() {
                let ann = try await auth.person("p\(number)@example.com")
                _ = try await auth.sent()
                let answer = try await change.act(auth, ann)
                #expect((200..<300).contains(answer.status), "\(change.name): \(answer.text)")
                let kinds = try await auth.pool.query(
                    Statement("kinds", "SELECT kind FROM emails WHERE address = $1 ORDER BY number"), [.text(ann.email)]
                ).map { try $0.text(0) }
                let letters = try await auth.sent().filter { $0.address == ann.email }.map(\.text.subject)
                // One that was read within the act has been claimed before.
                #expect(letters == change.subjects.suffix(letters.count), "\(change.name): \(kinds)")
                #expect(!letters.isEmpty && kinds.count == change.subjects.count, "\(change.name): \(kinds)")
            }
        }
    }

    @Test("a linked provider is written, to the address that was there")
    func provider() async throws {
        try await IdentityProvider.use { provider in
            let listed = #"{"id":"one","name":"One","issuer":"\#(provider.issuer)","clientId":"clinic","clientSecret":"s"}"#
            try await withAuth(AuthFixture.mail.merging(["OIDC_PROVIDERS": "[\(listed)]"]) { $1 }) { auth in
                _ = try await auth.person("ann@example.com")
                _ = try await auth.person("owner@example.com")
                _ = try await auth.pool.query(
                    Statement("verified", "UPDATE users SET email_verified = true WHERE email = 'ann@example.com'"))
                let browser = ProviderBrowser(auth: auth, provider: provider, path: "/api/auth/providers/one")
                _ = try await auth.sent()
                for (subject, email) in [("1", "ann@example.com"), ("2", "owner@example.com"), ("3", "new@example.com")] {
                    let claims: JSONValue = ["email": .string(email), "email_verified": true]
                    #expect(try await browser.signIn(subject, claims).signInError == nil)
                    let told = try await auth.sent()
                    // An account that is made by it is no change of one.
                    #expect(told.map(\.text.subject) == (subject == "3" ? [] : ["A sign-in service was linked"]))
                    #expect(told.allSatisfy { $0.address == email })
                    // The next time there is nothing new.
                    #expect(try await browser.signIn(subject, claims).signInError == nil)
                    #expect(try await auth.sent().isEmpty)
                }
            }
        }
    }

    @Test("there is no change without its letter: where none can be queued nothing changes")
    func together() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let function = """
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$
                """
            _ = try await auth.pool.query(Statement("full_disk", function))
            for (number, change) in Self.changes.enumerated() where change.subjects.count == 1 {
                let ann = try await auth.person("p\(number)@example.com")
                _ = try await auth.sent()
                _ = try await auth.pool.query(
                    Statement("full", "CREATE TRIGGER full_disk BEFORE INSERT ON emails EXECUTE FUNCTION full_disk()"))
                #expect(try await change.act(auth, ann).status == 503, "\(change.name)")
                _ = try await auth.pool.query(Statement("room", "DROP TRIGGER full_disk ON emails"))
                let back = await auth.logIn(ann.email)
                #expect(back.status == 200 && back["mfaRequired"] == nil, "\(change.name): \(back.text)")
                #expect(await auth.profile(ann.access).status == 200, "\(change.name)")
            }
        }
    }
}
