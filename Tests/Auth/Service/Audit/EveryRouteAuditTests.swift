import AuditSupport
import Basics
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import TestSupport
import Testing

@testable import Audit
@testable import AuthService

@Suite("Access log of accounts: every route", .timeLimit(.minutes(4))) struct EveryRouteAuditTests {
    private static func provider(_ issuer: String) -> [String: String] {
        let listed = #"{"id":"one","name":"One","issuer":"\#(issuer)","clientId":"clinic","clientSecret":"s"}"#
        return [
            "GOOGLE_CLIENT_ID": "clinic", "GOOGLE_CLIENT_SECRET": "s", "GOOGLE_ISSUER": issuer, "OIDC_PROVIDERS": "[\(listed)]",
            "STAFF_REGISTRATION": "approval",
        ].merging(AuthFixture.mail) { $1 }.merging(AuthFixture.signed) { $1 }
    }

    @Test("the policy has a line for every route, and none for others")
    func policy() async throws {
        try await withAuth { auth in
            #expect(AuditPolicy.auth.violations(of: auth.router.routes) == [])
            #expect(AuditPolicy([]).violations(of: auth.router.routes).count == auth.router.routes.count)
        }
    }

    @Test(
        "each that changes or shows data leaves the one entry that the policy names; the log is sound with all of them, and not once one is edited"
    )
    func walk() async throws {
        try await IdentityProvider.use { provider in
            try await withAuth(Self.provider(provider.issuer)) { auth in
                let walk = PolicyWalk(auth)
                try await providers(auth, walk, provider)
                let root = try await firstAdmin(auth, walk)
                let ann = try await ownAccount(auth, walk)
                let same = try await factors(auth, walk, ann)
                try await resets(auth, walk, root)
                try await administration(auth, walk, root, same)
                try await staff(auth, walk, root)
                #expect(walk.missing == [])

                try await auth.seal()
                let verdict = try await auth.written.verify()
                #expect(verdict.status == 0 && verdict.entries == verdict.size && verdict.size > 40, "\(verdict.text)")
                _ = try await auth.pool.query(Statement("trigger", "ALTER TABLE access_log DISABLE TRIGGER USER"))
                _ = try await auth.pool.query(
                    Statement("edit", "UPDATE access_log SET role = 'PATIENT' WHERE event = 'account.role'"))
                #expect(try await auth.written.verify().findings.map(\.kind) == [.entryChanged])
            }
        }
    }

    private func providers(_ auth: AuthFixture, _ walk: PolicyWalk, _ provider: IdentityProvider) async throws {
        let eve: JSONValue = ["email": "eve@example.com", "email_verified": true]
        let google = ProviderBrowser(auth: auth, provider: provider, path: "/api/auth/google")
        _ = try await walk.step(.get, "/api/auth/google/callback", .register, by: nil) { try await google.signIn("1", eve) }
        let one = ProviderBrowser(auth: auth, provider: provider, path: "/api/auth/providers/one")
        let bob: JSONValue = ["email": "bob@example.com", "email_verified": true]
        let other = try await auth.person("bob@example.com")
        _ = try await walk.step(.get, "/api/auth/providers/:id/callback", by: other) { try await one.signIn("2", bob) }
        _ = try await auth.sent()
    }

    private func firstAdmin(_ auth: AuthFixture, _ walk: PolicyWalk) async throws -> Person {
        let isMade = try await FirstRunStore(pool: auth.pool).make(
            MailToken.digest("first"), at: auth.now, entry: auth.securityEvents.events.operatorEntry())
        let link = try #require(try await auth.entries().last)
        #expect(
            isMade && link.event == "first_run.link" && link.role == "SYSTEM" && link.purpose == "SYSADMIN" && link.actor == nil)
        let answer = try await walk.step(.post, "/api/auth/first-run", by: nil) {
            await auth.send(
                .post, "/api/auth/first-run",
                body:
                    #"{"token":"first","email":"root@example.com","password":"correct horse","firstName":"Ada","lastName":"Byron"}"#
            )
        }
        return try Person(answer)
    }

    private func ownAccount(_ auth: AuthFixture, _ walk: PolicyWalk) async throws -> Person {
        _ = try await auth.sent()
        let ann = try Person(
            try await walk.step(.post, "/api/auth/register", by: nil) { await auth.register("ann@example.com") })
        var token = #"{"token":"\#(try await auth.link("verify"))"}"#
        _ = try await walk.step(.post, "/api/auth/email-verification/confirm", by: ann) {
            await auth.call(.post, "/api/auth/email-verification/confirm", as: ann, body: token)
        }
        for path in ["/api/auth/profile", "/api/auth/sessions", "/api/auth/factors"] {
            _ = try await walk.step(.get, path, by: ann) { await auth.call(.get, path, as: ann) }
        }
        _ = try await walk.step(.get, "/api/auth/access-log", by: ann) { await auth.call(.get, "/api/auth/access-log", as: ann) }
        _ = try await walk.step(.patch, "/api/auth/profile", by: ann) {
            await auth.call(.patch, "/api/auth/profile", as: ann, body: #"{"phone":"+49 30 1234567"}"#)
        }
        _ = try await walk.step(.post, "/api/auth/password", by: ann) {
            await auth.call(
                .post, "/api/auth/password", as: ann,
                body: #"{"currentPassword":"correct horse","newPassword":"battery staple"}"#)
        }
        _ = try await auth.sent()
        #expect(await auth.call(.post, "/api/auth/email", as: ann, body: #"{"email":"lee@example.com"}"#).status == 202)
        token = #"{"token":"\#(try await auth.link("address"))"}"#
        _ = try await walk.step(.post, "/api/auth/email/confirm", by: ann) {
            await auth.call(.post, "/api/auth/email/confirm", as: ann, body: token)
        }
        token = #"{"token":"\#(try await auth.link("undo"))"}"#
        let undone = try await walk.step(.post, "/api/auth/email/undo", by: ann) {
            await auth.send(.post, "/api/auth/email/undo", body: token)
        }
        token = try await auth.link("recover")
        _ = try await walk.step(.post, "/api/auth/password-reset/confirm", by: ann) {
            await auth.setPassword(token, cookie: undone.cookie("recovery").first)
        }
        return try Person(await auth.logIn("ann@example.com", password: "another horse"))
    }

    private func factors(_ auth: AuthFixture, _ walk: PolicyWalk, _ ann: Person) async throws -> Person {
        let prepared = await auth.call(.post, "/api/auth/factors/totp", as: ann)
        let app = TestApp(try #require(prepared["secret"]?.text))
        var person = try Person(
            try await walk.step(.post, "/api/auth/factors/totp/confirm", by: ann) {
                await auth.call(
                    .post, "/api/auth/factors/totp/confirm", as: ann, body: #"{"code":"\#(app.code(at: auth.now))"}"#)
            })
        _ = try await walk.step(.post, "/api/auth/factors/recovery-codes", by: ann) {
            await auth.call(.post, "/api/auth/factors/recovery-codes", as: person)
        }
        try await auth.giveOutChallenge(to: ann.userID)
        let vectors = try PasskeyVectors()
        person = try Person(
            try await walk.step(.post, "/api/auth/factors/passkeys", by: ann) {
                await auth.call(.post, "/api/auth/factors/passkeys", as: person, body: try vectors.registration("es256"))
            })
        let listed = await auth.call(.get, "/api/auth/factors", as: person)
        let key = try #require(listed["passkeys"]?.elements?.first?["id"]?.text)
        person = try Person(
            try await walk.step(.delete, "/api/auth/factors/passkeys/:id", by: ann) {
                await auth.call(.delete, "/api/auth/factors/passkeys/\(key)", as: person)
            })
        return try Person(
            try await walk.step(.delete, "/api/auth/factors/totp", by: ann) {
                await auth.call(.delete, "/api/auth/factors/totp", as: person)
            })
    }

    /// The removal of factors: asked for, and stopped in each way, and done.
    private func resets(_ auth: AuthFixture, _ walk: PolicyWalk, _ root: Person) async throws {
        let (_, carl, codes) = try await auth.addApp(auth.person("carl@example.com"))
        let vectors = try PasskeyVectors()
        try await auth.giveOutChallenge(to: carl.userID)
        let added = await auth.call(.post, "/api/auth/factors/passkeys", as: carl, body: try vectors.registration("es256"))
        let listed = await auth.call(.get, "/api/auth/factors", as: try Person(added))
        let key = try #require(listed["passkeys"]?.elements?.last?["id"]?.text)
        func ask() async throws {
            _ = try await auth.sent()
            _ = try await walk.step(.post, "/api/auth/users/:id/reset-factors", by: root, of: [carl.id]) {
                await auth.call(
                    .post, "/api/auth/users/\(carl.id)/reset-factors", as: root,
                    body: #"{"identityCheck":"IN_PERSON","reason":"LOST"}"#)
            }
        }
        try await ask()
        let token = #"{"token":"\#(try await auth.link("stop"))"}"#
        _ = try await walk.step(.post, "/api/auth/factor-reset/stop", by: carl) {
            await auth.send(.post, "/api/auth/factor-reset/stop", body: token)
        }
        try await ask()
        let first = await auth.firstStep("carl@example.com")
        _ = try await walk.step(.post, "/api/auth/login/second-factor", by: carl) {
            await auth.secondStep(first, #""recoveryCode":"\#(codes[0])""#)
        }
        try await ask()
        try await auth.giveOutChallenge()
        let handle = Base64URL.encode(PasskeyCeremonies.handle(of: try carl.userID))
        _ = try await walk.step(.post, "/api/auth/login/passkey", by: carl) {
            await auth.send(
                .post, "/api/auth/login/passkey", body: "{\(try vectors.assertion("es256", id: key, handle: handle))}")
        }
        // A sign-in that stops nothing is none of the log's.
        let before = try await auth.entries().count
        let again = await auth.firstStep("carl@example.com")
        #expect(await auth.secondStep(again, #""recoveryCode":"\#(codes[1])""#).status == 200)
        #expect(try await auth.entries().count == before)
    }

    private func administration(_ auth: AuthFixture, _ walk: PolicyWalk, _ root: Person, _ ann: Person) async throws {
        let listed = await auth.call(.get, "/api/auth/users", as: root, query: "role=PATIENT&limit=3")
        let ids = listed["users"]?.elements?.compactMap { $0["id"]?.text } ?? []
        #expect(ids.count == 3)
        _ = try await walk.step(.get, "/api/auth/users", by: root, of: ids) {
            await auth.call(.get, "/api/auth/users", as: root, query: "role=PATIENT&limit=3")
        }
        _ = try await walk.step(.get, "/api/auth/users/:id", by: root, of: [ann.id]) {
            await auth.call(.get, "/api/auth/users/\(ann.id)", as: root)
        }
        _ = try await walk.step(.get, "/api/auth/events", by: root, of: [ann.id]) {
            await auth.call(.get, "/api/auth/events", as: root, query: "userId=\(ann.id)")
        }
        let query = try await auth.pool.query(
            Statement("query", "SELECT private FROM access_log WHERE event = 'account.list'"))[0].text(0)
        #expect(query.contains(#""query":"role=PATIENT&limit=3""#))
        for (body, event) in [
            (#"{"role":"DOCTOR"}"#, AuditEvent.role), (#"{"role":"DOCTOR"}"#, .readAccount), (#"{"active":false}"#, .deactivate),
            (#"{"active":true}"#, .reactivate), (#"{"role":"PATIENT"}"#, .role),
        ] {
            _ = try await walk.step(.patch, "/api/auth/users/:id", event, by: root, of: [ann.id]) {
                await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: body)
            }
        }
        let before = try await auth.entries().count
        _ = await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: #"{"role":"DOCTOR","active":false}"#)
        #expect(try await auth.entries().dropFirst(before).map(\.event).sorted() == ["account.deactivate", "account.role"])
        _ = await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: #"{"role":"PATIENT","active":true}"#)
        for _ in 0..<2 {
            _ = try await walk.step(.post, "/api/auth/users/:id/logout", by: root, of: [ann.id]) {
                await auth.call(.post, "/api/auth/users/\(ann.id)/logout", as: root)
            }
        }
    }

    private func staff(_ auth: AuthFixture, _ walk: PolicyWalk, _ root: Person) async throws {
        let house = try await auth.person("house@example.com", role: "DOCTOR")
        let wilson = try await auth.person("wilson@example.com", role: "DOCTOR")
        _ = try await walk.step(.get, "/api/auth/approvals", by: root, of: [house.id, wilson.id]) {
            await auth.call(.get, "/api/auth/approvals", as: root)
        }
        _ = try await walk.step(.post, "/api/auth/approvals/:id/refuse", by: root, of: [house.id]) {
            await auth.call(.post, "/api/auth/approvals/\(house.id)/refuse", as: root, body: #"{"reason":"No licence found"}"#)
        }
        _ = try await walk.step(.post, "/api/auth/approvals/:id/approve", by: root, of: [wilson.id]) {
            await auth.call(.post, "/api/auth/approvals/\(wilson.id)/approve", as: root)
        }
        func invite(_ email: String) async throws -> (id: String, token: String) {
            let answer = try await walk.step(.post, "/api/auth/invitations", by: root, of: []) {
                await auth.call(
                    .post, "/api/auth/invitations", as: root,
                    body: #"{"email":"\#(email)","role":"DESK","firstName":"Greg","lastName":"House","delivery":"LINK"}"#)
            }
            return (try #require(answer["id"]?.text), try AuthFixture.token(answer))
        }
        let (id, _) = try await invite("cuddy@example.com")
        let sent = try await walk.step(.post, "/api/auth/invitations/:id/send", by: root, of: []) {
            await auth.call(.post, "/api/auth/invitations/\(id)/send", as: root, body: #"{"delivery":"LINK"}"#)
        }
        _ = try await walk.step(.get, "/api/auth/invitations", by: root, of: []) {
            await auth.call(.get, "/api/auth/invitations", as: root)
        }
        _ = try await walk.step(.post, "/api/auth/invitations/accept", by: nil) {
            await auth.accept(try AuthFixture.token(sent))
        }
        // The one that carl has.
        _ = try await auth.pool.query(Statement("free", "DELETE FROM passkeys"))
        let key = try await invite("foreman@example.com")
        let asked = await auth.send(.post, "/api/auth/invitations/passkey/options", body: #"{"token":"\#(key.token)"}"#)
        _ = try await auth.pool.query(
            Statement("known", "UPDATE invitation_challenges SET challenge = $1"), [.bytes(Array(0..<32))])
        _ = try await walk.step(.post, "/api/auth/invitations/passkey", by: nil) {
            await auth.send(
                .post, "/api/auth/invitations/passkey", body: try PasskeyVectors().acceptance(key.token, "es256"),
                fields: ["Cookie": "invitation=\(asked.cookie("invitation").first ?? "")"])
        }
        let consented = try await invite(wilson.email)
        let back = try Person(await auth.logIn(wilson.email))
        _ = try await walk.step(.post, "/api/auth/invitations/consent", by: back) {
            await auth.consent(consented.token, as: back)
        }
        let revoked = try await invite("taub@example.com")
        _ = try await walk.step(.delete, "/api/auth/invitations/:id", by: root, of: []) {
            await auth.call(.delete, "/api/auth/invitations/\(revoked.id)", as: root)
        }
    }
}
