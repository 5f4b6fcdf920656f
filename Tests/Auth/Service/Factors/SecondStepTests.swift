import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("The second step of a sign-in cannot be skipped") struct SecondStepTests {
    @Test("it takes the token and the cookie of one first step, within five minutes, once")
    func bound() async throws {
        try await withAuth { auth in
            let (_, _, codes) = try await auth.addApp(auth.person("ann@example.com"))
            let (first, other) = (await auth.firstStep("ann@example.com"), await auth.firstStep("ann@example.com"))
            func proof(_ index: Int) -> String { #""recoveryCode":"\#(codes[index])""# }
            #expect(await auth.secondStep(first, proof(0), cookie: other.cookie).code == "sign_in_expired")
            #expect(await auth.secondStep(first, proof(0), cookie: "").code == "sign_in_expired")
            #expect(await auth.secondStep(first, proof(0)).status == 200)
            #expect(await auth.secondStep(first, proof(1)).code == "sign_in_expired")
            auth.clock.advance(by: .seconds(301))
            #expect(await auth.secondStep(other, proof(1)).code == "sign_in_expired")
            #expect(await auth.secondStep(await auth.firstStep("ann@example.com"), proof(1)).status == 200)
        }
    }

    @Test("a proof is one of three")
    func oneProof() async throws {
        try await withAuth { auth in
            let (_, _, codes) = try await auth.addApp(auth.person("ann@example.com"))
            let first = await auth.firstStep("ann@example.com")
            for proof in [#""totp":null"#, #""totp":"123456","recoveryCode":"\#(codes[0])""#] {
                #expect(await auth.secondStep(first, proof).status == 422)
            }
            #expect(await auth.secondStep(first, #""recoveryCode":"\#(codes[0])""#).status == 200)
        }
    }

    @Test("another person's factor does not help")
    func otherPerson() async throws {
        try await withAuth { auth in
            _ = try await auth.addApp(auth.person("ann@example.com"))
            let (app, _, codes) = try await auth.addApp(auth.person("bob@example.com"))
            auth.clock.advance(by: .seconds(60))
            let first = await auth.firstStep("ann@example.com")
            #expect(await auth.secondStep(first, #""totp":"\#(app.code(at: auth.now))""#).status == 401)
            #expect(await auth.secondStep(first, #""recoveryCode":"\#(codes[0])""#).status == 401)
        }
    }

    @Test("a password that changes meanwhile voids the first step, and so does an account that is switched off")
    func changedMeanwhile() async throws {
        try await withAuth { auth in
            let changes = [
                (
                    "pass@example.com",
                    Statement("other_password", "UPDATE users SET password = '$2b$04$' || repeat('x', 53) WHERE email = $1")
                ),
                ("off@example.com", Statement("switched_off", "UPDATE users SET active = false WHERE email = $1")),
            ]
            for (email, change) in changes {
                let (_, _, codes) = try await auth.addApp(auth.person(email))
                let first = await auth.firstStep(email)
                _ = try await auth.pool.query(change, [.text(email)])
                #expect(await auth.secondStep(first, #""recoveryCode":"\#(codes[0])""#).status == 401, "\(email)")
            }
        }
    }

    @Test("a session from before the factor is neither used nor refreshed, even if it was forgotten to be ended")
    func oldSession() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let old = try Person(await auth.logIn("ann@example.com"))
            _ = try await auth.addApp(ann)
            #expect(await auth.profile(old.access).code == "session_revoked")
            _ = try await auth.pool.query(Statement("revive", "UPDATE sessions SET revoked_at = NULL, revoked_reason = NULL"))
            #expect(await auth.refresh(old.refresh).code == "session_revoked")
        }
    }

    @Test("a factor that is added while the password is being verified is asked for")
    func race() async throws {
        try await withAuth { auth in
            _ = await auth.register("ann@example.com")
            _ = try await auth.pool.query(Statement("factor", "UPDATE users SET second_factor = true"))
            let store = UserStore(pool: auth.pool)
            let claims = try auth.claims(auth.accessToken())
            let rows = try await auth.pool.query(Statement("one", "SELECT id FROM users"))
            let credentials = try #require(try await store.credentials(of: rows[0].id(0)))
            let session = SessionRow(
                id: claims.sessionID, createdAt: auth.now, expiresAt: auth.now.adding(days: 1),
                accessEndsAt: auth.now.adding(days: 1), device: Device(userAgent: nil, address: "::1"),
                refreshHash: [UInt8](repeating: 1, count: 32), methods: .password, authenticatedAt: auth.now)
            let isOpened = try await store.open(session, with: credentials)
            #expect(!isOpened)
        }
    }

    @Test("who must have a factor and has none sets one up, and can do nothing else", arguments: ["staff", "all"])
    func forced(requirement: String) async throws {
        try await withAuth(["MFA_REQUIRED": requirement]) { auth in
            let doctor = try await auth.person("house@example.com", role: "DOCTOR")
            #expect(try auth.claims(doctor.access).mustSetUpFactor)
            let patient = try await auth.person("ann@example.com")
            #expect(try auth.claims(patient.access).mustSetUpFactor == (requirement == "all"))
            for (method, path) in [
                (HTTPMethod.get, "/api/auth/sessions"), (.patch, "/api/auth/profile"), (.post, "/api/auth/password"),
                (.get, "/api/auth/doctors"),
            ] {
                let answer = await auth.call(method, path, as: doctor, body: method == .get ? nil : "{}")
                #expect(answer.status == 401 && answer.code == "second_factor_setup_required", "\(path)")
            }
            #expect(await auth.call(.get, "/api/auth/profile", as: doctor).status == 200)
            let refreshed = await auth.refresh(doctor.refresh)
            #expect(try auth.claims(refreshed.token).mustSetUpFactor)
            let (_, after, _) = try await auth.addApp(try Person(refreshed))
            #expect(await auth.call(.get, "/api/auth/sessions", as: after).status == 200)
            let kept = await auth.call(.delete, "/api/auth/factors/totp", as: after)
            #expect(kept.status == 409 && kept.code == "factor_required")
            try await auth.expect(1, from: "SELECT count(*) FROM totp_factors")
        }
    }
}
