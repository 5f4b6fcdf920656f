import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("Second factors that an admin takes away") struct FactorResetTests {
    private static func ask(
        _ auth: AuthFixture, _ id: String, as admin: Person, _ body: String = #"{"identityCheck":"IN_PERSON","reason":"LOST"}"#
    ) async -> Answer {
        await auth.call(.post, "/api/auth/users/\(id)/reset-factors", as: admin, body: body)
    }

    private static func stop(_ auth: AuthFixture, _ token: String) async -> Answer {
        await auth.send(.post, "/api/auth/factor-reset/stop", body: #"{"token":"\#(token)"}"#)
    }

    /// Whether the account has its second factor.
    private static func factor(_ auth: AuthFixture, _ email: String) async -> Bool {
        await auth.logIn(email)["mfaRequired"] == true
    }

    @Test("go after a day, not before; sessions end at once and again, the owner is written, how and why is recorded")
    func afterADay() async throws {
        try await withAuth(AuthFixture.mail.merging(["MFA_REQUIRED": "staff"]) { $1 }) { auth in
            let (_, root, _) = try await auth.addApp(auth.admin())
            let (_, doctor, codes) = try await auth.addApp(auth.person("house@example.com", role: "DOCTOR"))
            _ = try await auth.sent()
            for body in [
                "{}", #"{"identityCheck":"IN_PERSON"}"#, #"{"identityCheck":"TRUST_ME","reason":"LOST"}"#,
                #"{"identityCheck":"IN_PERSON","reason":"why not"}"#, #"{"identityCheck":"IN_PERSON","reason":"LOST","note":"x"}"#,
            ] { #expect(await Self.ask(auth, doctor.id, as: root, body).status == 422) }
            // One's own take one's own factor.
            #expect(await Self.ask(auth, root.id, as: root).code == "forbidden")
            #expect(await Self.ask(auth, "nobody", as: root).status == 404)
            #expect(await auth.profile(doctor.access).status == 200)

            let answer = await Self.ask(auth, doctor.id, as: root)
            #expect(answer.status == 202 && answer["dueAt"]?.text == auth.now.adding(seconds: 86_400).description, "\(answer.text)")
            #expect(await Self.ask(auth, doctor.id, as: root).code == "reset_pending")
            #expect(await auth.profile(doctor.access).code == "session_revoked")
            #expect(await auth.refresh(doctor.refresh).code == "session_revoked")
            let told = try await auth.sent()
            #expect(told.map(\.address) == ["house@example.com"] && told[0].token("stop") != nil)

            auth.clock.advance(by: .seconds(86_399))
            try await auth.resets.reset.perform()
            #expect(await Self.factor(auth, "house@example.com"))
            let half = await auth.firstStep("house@example.com")
            auth.clock.advance(by: .seconds(1))
            try await auth.resets.reset.perform()
            #expect(await auth.secondStep(half, #""recoveryCode":"\#(codes[0])""#).status == 401)
            for table in ["totp_factors", "recovery_codes", "factor_resets"] {
                try await auth.expect(0, from: "SELECT count(*) FROM \(table) WHERE user_id = $1", [.id(try doctor.userID)])
            }
            // The role takes a second factor still: the password leads to setting one up, and to nothing else.
            let again = try Person(await auth.logIn("house@example.com"))
            #expect(try auth.claims(again.access).mustSetUpFactor)
            #expect(await auth.call(.get, "/api/auth/sessions", as: again).code == "second_factor_setup_required")
            #expect(try await auth.sent().map(\.text.subject) == ["A second factor was removed"])
            // The link stops nothing any more.
            #expect(await Self.stop(auth, told[0].token("stop") ?? "").code == "link_refused")
            let events = try await auth.recorded()
            #expect(events.types.contains("factors_reset_asked") && events.types.contains("factors_reset"))
            #expect(events.text.contains("IN_PERSON") && events.text.contains("LOST"))
        }
    }

    @Test("stay when their owner says so by the link, once; a link that is altered or too old stops nothing")
    func stoppedByLink() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let root = try await auth.admin()
            let (_, ann, _) = try await auth.addApp(auth.person("ann@example.com"))
            _ = try await auth.sent()
            #expect(await Self.ask(auth, ann.id, as: root).status == 202)
            let token = try await auth.link("stop")
            #expect(await Self.stop(auth, (token.hasPrefix("A") ? "B" : "A") + token.dropFirst()).code == "link_refused")
            #expect(await Self.stop(auth, token).status == 204)
            #expect(await Self.stop(auth, token).code == "link_refused")
            auth.clock.advance(by: .seconds(86_400))
            try await auth.resets.reset.perform()
            #expect(await Self.factor(auth, "ann@example.com"))
            #expect(try await auth.recorded().types.filter { $0 == "factors_reset_stopped" }.count == 1)
            // It can be asked for anew.
            let later = try Person(await auth.logIn(root.email))
            #expect(await Self.ask(auth, ann.id, as: later).status == 202)
            let next = try await auth.link("stop")
            auth.clock.advance(by: .seconds(86_400))
            #expect(await Self.stop(auth, next).code == "link_refused")
        }
    }

    @Test("stay when their owner signs in with one, by code or passkey, and go when they sign in without")
    func stoppedBySigningIn() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let root = try await auth.admin()
            let vectors = try PasskeyVectors()
            let (app, ann, codes) = try await auth.addApp(auth.person("ann@example.com"))
            try await auth.giveOutChallenge(to: ann.userID)
            let made = try Person(
                await auth.call(.post, "/api/auth/factors/passkeys", as: ann, body: try vectors.registration("es256")))
            let passkey = try #require(
                await auth.call(.get, "/api/auth/factors", as: made)["passkeys"]?.elements?.first?["id"]?.text)
            let ways: [(String, () async throws -> Answer)] = [
                (
                    "an app",
                    {
                        auth.clock.advance(by: .seconds(30))
                        return await auth.secondStep(
                            await auth.firstStep("ann@example.com"), #""totp":"\#(app.code(at: auth.now))""#)
                    }
                ),
                (
                    "a recovery code",
                    { await auth.secondStep(await auth.firstStep("ann@example.com"), #""recoveryCode":"\#(codes[0])""#) }
                ),
                (
                    "a passkey",
                    {
                        try await auth.giveOutChallenge()
                        return await auth.send(
                            .post, "/api/auth/login/passkey",
                            body: "{\(try vectors.assertion("es256", id: passkey))}")
                    }
                ),
            ]
            for (name, signIn) in ways {
                #expect(await Self.ask(auth, ann.id, as: root).status == 202, "\(name)")
                // The password alone, and a wrong code, stop nothing.
                let first = await auth.firstStep("ann@example.com")
                #expect(await auth.secondStep(first, #""recoveryCode":"AAAAA-AAAAA-AAAAA-AAAAA-AAAAA""#).status == 401)
                try await auth.expectRows(1, in: "factor_resets")
                let answer = try await signIn()
                #expect(answer.status == 200, "\(name): \(answer.text)")
                try await auth.expectRows(0, in: "factor_resets")
            }
            #expect(try await auth.recorded().types.filter { $0 == "factors_reset_stopped" }.count == ways.count)
            #expect(await Self.factor(auth, "ann@example.com"))
        }
    }

    @Test("of removal and sign-in at the same moment one comes first: never a session with factors that are gone")
    func race() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            for number in 0..<6 {
                let email = "p\(number)@example.com"
                let (_, ann, codes) = try await auth.addApp(auth.person(email))
                #expect(await Self.ask(auth, ann.id, as: try Person(await auth.logIn(root.email))).status == 202)
                auth.clock.advance(by: .seconds(86_400))
                let first = await auth.firstStep(email)
                let both = Unchecked(auth)
                async let removal: Void = both.value.resets.reset.perform()
                async let second = both.value.secondStep(first, #""recoveryCode":"\#(codes[0])""#)
                let answer = await second
                try await removal
                #expect(await Self.factor(auth, email) == (answer.status == 200), "\(answer.text)")
                if answer.status == 200 { #expect(await auth.profile(answer.token).status == 200) }
            }
        }
    }
}
