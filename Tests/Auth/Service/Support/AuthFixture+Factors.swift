import AuthDomain
import Basics
import Contracts
import CoreHTTP
import Foundation
import HTTPWire
import OpenSSL
import Postgres
import Testing

@testable import AuthService

/// An authenticator app as somebody has it.
struct TestApp {
    let secret: [UInt8]

    init(_ text: String) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = text.flatMap { letter in
            let value = alphabet.firstIndex(of: letter) ?? 0
            return (0..<5).reversed().map { value >> $0 & 1 }
        }
        secret = stride(from: 0, to: bits.count, by: 8).map { start in
            UInt8(bits[start..<(start + 8)].reduce(0) { $0 << 1 | $1 })
        }
    }

    func code(at now: Instant) -> String { TOTP.code(at: TOTP.step(at: now)) { HMACSHA1.sign($0, key: secret) } }
}

extension AuthFixture {
    /// Sets up an app for somebody, who goes on in the answer's session.
    func addApp(_ person: Person, at place: SourceLocation = #_sourceLocation) async throws -> (
        app: TestApp, person: Person, codes: [String]
    ) {
        let prepared = await call(.post, "/api/auth/factors/totp", as: person)
        let app = TestApp(try #require(prepared["secret"]?.text, "\(prepared.text)", sourceLocation: place))
        let answer = await call(.post, "/api/auth/factors/totp/confirm", as: person, body: #"{"code":"\#(app.code(at: now))"}"#)
        let codes = answer["recoveryCodes"]?.elements?.compactMap(\.text) ?? []
        return (app, try Person(answer, at: place), codes)
    }

    /// The first step of somebody's sign-in.
    func firstStep(_ email: String) async -> FirstStep { FirstStep(await logIn(email)) }

    func secondStep(_ first: FirstStep, _ proof: String, cookie: String? = nil) async -> Answer {
        await send(
            .post, "/api/auth/login/second-factor", body: #"{"mfaToken":"\#(first.token)",\#(proof)}"#,
            fields: ["Cookie": "signInStep=\(cookie ?? first.cookie)"])
    }

    /// Makes the challenge of the vectors one that was given out.
    func giveOutChallenge(to user: UserID? = nil, until end: Instant? = nil) async throws {
        try await PasskeyStore(pool: pool).keep(Array(0..<32), of: user, until: end ?? now.adding(seconds: 300))
    }
}

struct FirstStep {
    let answer: Answer
    var token: String { answer["mfaToken"]?.text ?? "" }
    var cookie: String { answer.cookie("signInStep").first ?? "" }

    init(_ answer: Answer) { self.answer = answer }
}

/// Ceremonies of another hand, as the tests of WebAuthn have them.
struct PasskeyVectors {
    private let root: JSONValue

    init() throws {
        let file = URL(filePath: Checkout.path("Tests/Auth/WebAuthn/vectors.json"))
        root = try JSONReader.parse([UInt8](try Data(contentsOf: file)))
    }

    private func vector(_ kind: String, _ name: String) throws -> JSONValue {
        try #require(root[kind]?.elements?.first { $0["name"]?.text == name })
    }

    /// The body of POST /api/auth/factors/passkeys.
    func registration(_ name: String) throws -> String { #"{"name":"Phone",\#(try made(name))}"# }

    /// The body of POST /api/auth/invitations/passkey.
    func acceptance(_ token: String, _ name: String) throws -> String {
        """
        {"token":"\(token)","firstName":"Gregory","lastName":"House","language":"de","passkeyName":" Phone ",\(try made(name))}
        """
    }

    private func made(_ name: String) throws -> String {
        let vector = try vector("registrations", name)
        return """
            "clientDataJSON":"\(vector["clientData"]?.text ?? "")","attestationObject":"\(vector["attestationObject"]?.text ?? "")"
            """
    }

    /// The member `assertion` of a body.
    func assertion(_ name: String, id: String, handle: String? = nil) throws -> String {
        let vector = try vector("assertions", name)
        let handle = handle.map { #","userHandle":"\#($0)""# } ?? ""
        return """
            "assertion":{"id":"\(id)","clientDataJSON":"\(vector["clientData"]?.text ?? "")",
            "authenticatorData":"\(vector["authenticatorData"]?.text ?? "")","signature":"\(vector["signature"]?.text ?? "")"\(handle)}
            """
    }
}
