import Basics
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AuthService

@Suite("Passkeys") struct PasskeyTests {
    private let vectors: PasskeyVectors

    init() throws { vectors = try PasskeyVectors() }

    /// Adds the passkey of the vectors to somebody.
    private func addPasskey(_ auth: AuthFixture, _ person: Person, _ name: String = "es256") async throws -> (
        person: Person, id: String, codes: Int
    ) {
        try await auth.giveOutChallenge(to: person.userID)
        let answer = await auth.call(.post, "/api/auth/factors/passkeys", as: person, body: try vectors.registration(name))
        let person = try Person(answer)
        let id = await auth.call(.get, "/api/auth/factors", as: person)["passkeys"]?.elements?.last?["id"]?.text
        return (person, try #require(id), answer["recoveryCodes"]?.elements?.count ?? 0)
    }

    @Test("what a browser is asked for")
    func options() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let made = await auth.call(.post, "/api/auth/factors/passkeys/options", as: ann)
            #expect(made["rp"]?["id"]?.text == "localhost" && made["attestation"]?.text == "none")
            #expect(made["authenticatorSelection"]?["userVerification"]?.text == "required")
            let shown = await auth.send(.post, "/api/auth/login/passkey/options")
            #expect(shown["userVerification"]?.text == "required" && shown["rpId"]?.text == "localhost")
            #expect(made["challenge"]?.text?.count == 43 && made["challenge"] != shown["challenge"])
            try await auth.expectRows(2, in: "passkey_challenges")
        }
    }

    @Test("one is added, and signs in alone", arguments: ["es256", "rs256"])
    func alone(kind: String) async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let (same, id, codes) = try await addPasskey(auth, ann, kind)
            #expect(codes == 10)
            #expect(try auth.claims(same.access).methods.contains(.multiple))
            #expect(await auth.profile(ann.access).code == "session_revoked")
            try await auth.giveOutChallenge()
            if kind == "rs256" { _ = try await auth.pool.query(Statement("count", "UPDATE passkeys SET sign_count = 0")) }
            let answer = await auth.send(
                .post, "/api/auth/login/passkey",
                body: "{\(try vectors.assertion(kind, id: id, handle: Base64URL.encode(PasskeyCeremonies.handle(of: ann.userID))))}"
            )
            #expect(answer.status == 200)
            #expect(answer["user"]?["email"]?.text == "ann@example.com")
            #expect(try auth.claims(answer.token).methods == [.hardwareKey, .userVerified, .multiple])
        }
    }

    @Test("it is a second factor behind the password")
    func secondStep() async throws {
        try await withAuth { auth in
            let (_, id, _) = try await addPasskey(auth, auth.person("ann@example.com"))
            let first = await auth.firstStep("ann@example.com")
            #expect(first.answer["methods"]?.elements?.first?.text == "passkey")
            let options = await auth.send(
                .post, "/api/auth/login/passkey/options", body: #"{"mfaToken":"\#(first.token)"}"#,
                fields: ["Cookie": "signInStep=\(first.cookie)"])
            #expect(options["allowCredentials"]?.elements?.first?["id"]?.text == id)
            try await auth.giveOutChallenge()
            let answer = await auth.secondStep(first, try vectors.assertion("es256", id: id))
            #expect(answer.status == 200)
        }
    }

    @Test("a challenge is used up by its first answer, right or wrong, ends after five minutes, and is for one purpose")
    func challenges() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let (same, id, _) = try await addPasskey(auth, ann)
            func signIn(_ name: String = "es256") async throws -> Answer {
                await auth.send(.post, "/api/auth/login/passkey", body: "{\(try vectors.assertion(name, id: id))}")
            }
            #expect(try await signIn().code == "passkey_refused")
            try await auth.giveOutChallenge()
            #expect(try await signIn("signed by another").code == "passkey_refused")
            #expect(try await signIn().code == "passkey_refused")
            try await auth.giveOutChallenge(until: auth.now)
            #expect(try await signIn().code == "passkey_refused")
            try await auth.giveOutChallenge(to: same.userID)
            #expect(try await signIn().code == "passkey_refused")
            try await auth.expectRows(0, in: "passkey_challenges")
            try await auth.giveOutChallenge()
            #expect(try await signIn().status == 200)
            #expect(try await signIn().code == "passkey_refused")
        }
    }

    @Test(
        "what an authenticator signs wrongly signs nobody in",
        arguments: [
            "another origin", "another site", "nobody verified", "nobody there", "a registration", "in a frame of another site",
            "cut",
        ])
    func refusals(name: String) async throws {
        try await withAuth { auth in
            let (_, id, _) = try await addPasskey(auth, auth.person("ann@example.com"))
            try await auth.giveOutChallenge()
            let answer = await auth.send(.post, "/api/auth/login/passkey", body: "{\(try vectors.assertion(name, id: id))}")
            #expect(answer.status == 401 && answer.code == "passkey_refused")
            #expect(answer.fields.all("Set-Cookie").isEmpty)
        }
    }

    @Test("a counter that goes back is refused and told")
    func counter() async throws {
        try await withAuth { auth in
            let (_, id, _) = try await addPasskey(auth, auth.person("ann@example.com"))
            _ = try await auth.pool.query(Statement("count", "UPDATE passkeys SET sign_count = 8"))
            try await auth.giveOutChallenge()
            let answer = await auth.send(.post, "/api/auth/login/passkey", body: "{\(try vectors.assertion("es256", id: id))}")
            #expect(answer.code == "passkey_refused")
            #expect(try await auth.recorded().types.contains("passkey_counter"))
        }
    }

    @Test("nobody shows another's passkey, adds one twice, or one that nobody verified")
    func others() async throws {
        try await withAuth { auth in
            let (ann, id, _) = try await addPasskey(auth, auth.person("ann@example.com"))
            let (_, bob, _) = try await auth.addApp(auth.person("bob@example.com"))
            let first = await auth.firstStep("bob@example.com")
            try await auth.giveOutChallenge()
            #expect(await auth.secondStep(first, try vectors.assertion("es256", id: id)).code == "passkey_refused")
            try await auth.giveOutChallenge(to: bob.userID)
            let taken = await auth.call(.post, "/api/auth/factors/passkeys", as: bob, body: try vectors.registration("es256"))
            #expect(taken.status == 409 && taken.code == "passkey_exists")
            try await auth.giveOutChallenge(to: bob.userID)
            let unverified = await auth.call(
                .post, "/api/auth/factors/passkeys", as: bob, body: try vectors.registration("nobody verified"))
            #expect(unverified.status == 422 && unverified.code == "passkey_not_accepted")
            #expect(await auth.call(.delete, "/api/auth/factors/passkeys/\(id)", as: bob).status == 404)
            #expect(await auth.call(.delete, "/api/auth/factors/passkeys/\(id)", as: ann).status == 200)
            try await auth.giveOutChallenge()
            let gone = await auth.send(.post, "/api/auth/login/passkey", body: "{\(try vectors.assertion("es256", id: id))}")
            #expect(gone.code == "passkey_refused")
        }
    }

    @Test("an account that is switched off is not opened by its passkey")
    func inactive() async throws {
        try await withAuth { auth in
            let (_, id, _) = try await addPasskey(auth, auth.person("ann@example.com"))
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false"))
            try await auth.giveOutChallenge()
            let answer = await auth.send(.post, "/api/auth/login/passkey", body: "{\(try vectors.assertion("es256", id: id))}")
            #expect(answer.code == "passkey_refused")
        }
    }
}
