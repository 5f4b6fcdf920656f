import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("An authenticator app as second factor") struct AppFactorTests {
    @Test("an app is set up by one of its codes, ends all other sessions, and comes with ten recovery codes")
    func setUp() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            let prepared = await auth.call(.post, "/api/auth/factors/totp", as: ann)
            #expect(prepared.status == 201)
            let secret = try #require(prepared["secret"]?.text)
            #expect(secret.count == 32)
            #expect(prepared["uri"]?.text?.contains("secret=\(secret)&issuer=Clinic") == true)
            #expect(prepared["qr"]?.text?.hasPrefix("<svg") == true)
            // Before it is confirmed it counts for nothing.
            #expect(await auth.logIn("ann@example.com").status == 200)

            let app = TestApp(secret)
            let answer = await auth.call(
                .post, "/api/auth/factors/totp/confirm", as: ann, body: #"{"code":"\#(app.code(at: auth.now))"}"#)
            #expect(answer.status == 200)
            #expect(answer["recoveryCodes"]?.elements?.count == 10)
            #expect(answer["user"]?["secondFactor"]?.flag == true)
            let claims = try auth.claims(answer.token)
            #expect(claims.methods == [.password, .oneTimeCode, .multiple])
            for old in [ann.access, other.access] { #expect(await auth.profile(old).code == "session_revoked") }
            #expect(await auth.refresh(other.refresh).code == "session_revoked")
            #expect(await auth.profile(answer.token).status == 200)
            let rows = try await auth.pool.query(Statement("secret", "SELECT secret FROM totp_factors"))
            #expect(try rows[0].bytes(0).count == 48)
        }
    }

    @Test("a wrong code confirms nothing, and a confirmed app is not replaced")
    func confirming() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            _ = await auth.call(.post, "/api/auth/factors/totp", as: ann)
            let wrong = await auth.call(.post, "/api/auth/factors/totp/confirm", as: ann, body: #"{"code":"000000"}"#)
            #expect(wrong.status == 401 && wrong.code == "second_factor_refused")
            let (_, same, _) = try await auth.addApp(ann)
            #expect(await auth.call(.post, "/api/auth/factors/totp", as: same).code == "factor_exists")
        }
    }

    @Test("the password alone signs nobody in; with a code it does, and no cookie is set before")
    func twoSteps() async throws {
        try await withAuth { auth in
            let (app, _, _) = try await auth.addApp(auth.person("ann@example.com"))
            auth.clock.advance(by: .seconds(60))
            let first = await auth.firstStep("ann@example.com")
            #expect(first.answer.status == 200 && first.answer["mfaRequired"]?.flag == true && first.answer["accessToken"] == nil)
            #expect(first.answer["methods"]?.elements?.compactMap(\.text) == ["totp", "recoveryCode"])
            #expect(first.answer.cookie("accessToken").isEmpty && first.answer.cookie("refreshToken").isEmpty)
            let answer = await auth.secondStep(first, #""totp":"\#(app.code(at: auth.now))""#)
            #expect(answer.status == 200)
            #expect(try auth.claims(answer.token).methods == [.password, .oneTimeCode, .multiple])
            #expect(try auth.claims(answer.token).authenticatedAt?.seconds == auth.now.seconds)
            #expect(await auth.refresh(answer.refreshToken).status == 200)
        }
    }

    @Test("a code is taken once: not the one that confirmed, nor one that signed in, nor by two at once")
    func once() async throws {
        try await withAuth { auth in
            let (app, _, _) = try await auth.addApp(auth.person("ann@example.com"))
            let confirmed = await auth.secondStep(
                await auth.firstStep("ann@example.com"), #""totp":"\#(app.code(at: auth.now))""#)
            #expect(confirmed.code == "second_factor_refused")
            auth.clock.advance(by: .seconds(60))
            let code = app.code(at: auth.now)
            let steps = [await auth.firstStep("ann@example.com"), await auth.firstStep("ann@example.com")]
            let statuses = await withTaskGroup(of: Int.self) { group in
                nonisolated(unsafe) let auth = auth  // one loop runs all of it
                for step in steps {
                    group.addTask { await auth.secondStep(step, #""totp":"\#(code)""#).status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 401])
            let again = await auth.secondStep(await auth.firstStep("ann@example.com"), #""totp":"\#(code)""#)
            #expect(again.code == "second_factor_refused")
        }
    }

    @Test("a code of the step before is taken only where it is allowed", arguments: [false, true])
    func previousStep(isTaken: Bool) async throws {
        try await withAuth(["TOTP_PREVIOUS_STEP": "\(isTaken)"]) { auth in
            let (app, _, _) = try await auth.addApp(auth.person("ann@example.com"))
            auth.clock.advance(by: .seconds(60))
            let code = app.code(at: auth.now)
            auth.clock.advance(by: .seconds(30))
            let answer = await auth.secondStep(await auth.firstStep("ann@example.com"), #""totp":"\#(code)""#)
            #expect(answer.status == (isTaken ? 200 : 401))
        }
    }

    @Test("after five wrong codes the factor waits for a quarter of an hour, and a recovery code still helps")
    func waiting() async throws {
        try await withAuth { auth in
            let (app, _, codes) = try await auth.addApp(auth.person("ann@example.com"))
            auth.clock.advance(by: .seconds(60))
            let first = await auth.firstStep("ann@example.com")
            for _ in 0..<5 { #expect(await auth.secondStep(first, #""totp":"12345""#).status == 401) }
            #expect(await auth.secondStep(first, #""totp":"\#(app.code(at: auth.now))""#).status == 401)
            #expect(await auth.secondStep(first, #""recoveryCode":"\#(codes[0])""#).status == 200)
            auth.clock.advance(by: .seconds(901))
            let later = await auth.firstStep("ann@example.com")
            #expect(await auth.secondStep(later, #""totp":"\#(app.code(at: auth.now))""#).status == 200)
        }
    }

    @Test("a recovery code stands in once, and new ones void the old")
    func recoveryCodes() async throws {
        try await withAuth { auth in
            let (_, ann, codes) = try await auth.addApp(auth.person("ann@example.com"))
            try await auth.expectRows(10, in: "recovery_codes")
            let answer = await auth.secondStep(
                await auth.firstStep("ann@example.com"), #""recoveryCode":"\#(codes[3].lowercased())""#)
            #expect(answer.status == 200)
            let again = await auth.secondStep(await auth.firstStep("ann@example.com"), #""recoveryCode":"\#(codes[3])""#)
            #expect(again.code == "second_factor_refused")
            #expect(await auth.call(.get, "/api/auth/factors", as: ann)["recoveryCodes"]?.integer == 9)
            let fresh = await auth.call(.post, "/api/auth/factors/recovery-codes", as: ann)
            #expect(fresh["recoveryCodes"]?.elements?.count == 10)
            let old = await auth.secondStep(await auth.firstStep("ann@example.com"), #""recoveryCode":"\#(codes[4])""#)
            #expect(old.status == 401)
            // Nobody else's.
            _ = try await auth.addApp(auth.person("bob@example.com"))
            let code = fresh["recoveryCodes"]?.elements?.first?.text ?? ""
            let bob = await auth.secondStep(await auth.firstStep("bob@example.com"), #""recoveryCode":"\#(code)""#)
            #expect(bob.status == 401)
        }
    }

    @Test("the last factor takes the recovery codes with it, and the password is enough again")
    func removed() async throws {
        try await withAuth { auth in
            let (_, ann, _) = try await auth.addApp(auth.person("ann@example.com"))
            let answer = await auth.call(.delete, "/api/auth/factors/totp", as: ann)
            #expect(answer.status == 200 && answer["user"]?["secondFactor"]?.flag == false)
            try await auth.expectRows(0, in: "recovery_codes")
            #expect(await auth.logIn("ann@example.com")["accessToken"] != nil)
            let same = try Person(answer)
            #expect(await auth.call(.delete, "/api/auth/factors/totp", as: same).status == 404)
        }
    }
}
