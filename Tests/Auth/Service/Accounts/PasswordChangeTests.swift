import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL
import Postgres
import Testing

@testable import AuthService

@Suite("Passwords: change, policy, rehash") struct PasswordChangeTests {
    private static let path = "/api/auth/password"

    private static func body(_ current: String, _ new: String) -> String {
        #"{"currentPassword":"\#(current)","newPassword":"\#(new)"}"#
    }

    @Test("the new password counts from now on, and all other sessions end")
    func change() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            let answer = await auth.call(.post, Self.path, as: ann, body: Self.body("correct horse", "battery staple"))
            #expect(answer.status == 204 && answer.text.isEmpty)
            #expect(await auth.profile(ann.access).status == 200)
            let access = try #require(answer.cookie("accessToken").first)
            #expect(await auth.profile(access).status == 200)
            #expect(try auth.claims(access).sessionID == auth.claims(ann.access).sessionID)
            let next = await auth.refresh(answer.refreshToken)
            #expect(next.status == 200)
            #expect(await auth.profile(other.access).code == "session_revoked")
            #expect(await auth.refresh(other.refresh).code == "session_revoked")
            #expect(await auth.logIn("ann@example.com").status == 401)
            #expect(await auth.logIn("ann@example.com", password: "battery staple").status == 200)
        }
    }

    @Test("who has a copy of a refresh token from before the change ends the session by using it, at whatever moment")
    func renewal() async throws {
        try await withAuth { auth in
            for (number, isRotated) in [false, true].enumerated() {
                let ann = try await auth.person("ann\(number)@example.com")
                let newest = isRotated ? await auth.refresh(ann.refresh).refreshToken : ann.refresh
                let changed = await auth.call(.post, Self.path, as: ann, body: Self.body("correct horse", "battery staple"))
                #expect(changed.status == 204 && changed.refreshToken != newest)
                let stolen = await auth.refresh(newest)
                #expect(stolen.code == "session_revoked" && stolen.forgetsTokens)
                #expect(await auth.refresh(changed.refreshToken).code == "session_revoked")
                #expect(try await auth.recorded().types.filter { $0 == "refresh_reuse" }.count == number + 1)
            }
        }
    }

    @Test("a wrong current password is 401 and changes nothing; so is one of an account that has none")
    func wrong() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            for wrong in ["wrong horse", "x", String(repeating: "y", count: 80)] {
                let answer = await auth.call(.post, Self.path, as: ann, body: Self.body(wrong, "battery staple"))
                #expect(answer.status == 401 && answer.code == "invalid_credentials", "\(wrong)")
            }
            #expect(await auth.logIn("ann@example.com").status == 200)
            _ = try await auth.pool.query(Statement("provider", "UPDATE users SET password = NULL"))
            let none = await auth.call(.post, Self.path, as: ann, body: Self.body("correct horse", "battery staple"))
            #expect(none.status == 401 && none.code == "invalid_credentials")
            #expect(try await auth.recorded().types.filter { $0 == "password_change_failed" }.count == 4)
        }
    }

    @Test("what breaks a rule is told at once, before any work")
    func invalid() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            for (body, pointers) in [
                ("{}", ["/currentPassword", "/newPassword"]),
                (#"{"currentPassword":1,"newPassword":"short","x":1}"#, ["/currentPassword", "/newPassword", "/x"]),
                (Self.body("correct horse", String(repeating: "x", count: 129)), ["/newPassword"]),
                (Self.body("correct horse", "correct horse"), ["/newPassword"]),
            ] {
                let answer = await auth.call(.post, Self.path, as: ann, body: body)
                #expect(answer.status == 422 && answer.pointers.sorted() == pointers, "\(body)")
            }
            #expect(auth.hashes.verified == 0)
            #expect(await auth.send(.post, Self.path, body: Self.body("a", "b")).status == 401)
        }
    }

    @Test("a sign-in with the old password that is under way while it changes opens no session that lives")
    func race() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let old = try #require(try await UserStore(pool: auth.pool).credentials(of: ann.userID))
            _ = await auth.call(.post, Self.path, as: ann, body: Self.body("correct horse", "battery staple"))
            let session = auth.app.sessions.issuer.issue(
                for: old.user, on: Device(userAgent: nil, address: "::1"), by: .password, at: auth.now
            )
            .session
            #expect(try await UserStore(pool: auth.pool).open(session, with: old) == false)
        }
    }

    @Test("PASSWORD_POLICY=strict refuses the commonest passwords in any case; basic takes them; neither asks at sign-in")
    func policy() async throws {
        try await withAuth { auth in
            #expect(await auth.register("ann@example.com", password: "Password1").status == 201)
        }
        try await withAuth(["PASSWORD_POLICY": "strict"]) { auth in
            for common in ["Password1", "12345678", "iloveyou", "QWERTYUIOP"] {
                let answer = await auth.register("ann@example.com", password: common)
                #expect(answer.status == 422 && answer.pointers == ["/password"], "\(common)")
                #expect(!answer.text.contains(common))
            }
            let ann = try await auth.person("ann@example.com")
            let answer = await auth.call(.post, Self.path, as: ann, body: Self.body("correct horse", "Password1"))
            #expect(answer.status == 422 && answer.pointers == ["/newPassword"])
        }
    }

    @Test("long passwords count to their last character, and hashes from before they were taken hold")
    func long() async throws {
        try await withAuth { auth in
            let bases = [String(repeating: "д", count: 42), String(repeating: "x", count: 72), String(repeating: "😀", count: 127)]
            for (number, base) in bases.enumerated() {
                let email = "p\(number)@example.com"
                #expect(await auth.register(email, password: base + "x").status == 201)
                #expect(await auth.logIn(email, password: base + "x").status == 200)
                for wrong in [base, base + "y", base + "xx", String(base.dropLast()) + "yx"] {
                    #expect(await auth.logIn(email, password: wrong).status == 401, "\(number)")
                }
            }
            // As every version has hashed what bcrypt reads whole.
            for length in [8, 71, 72] {
                let password = String(repeating: "p", count: length)
                let hash = try await auth.hashes.weak(password)
                _ = try await auth.pool.query(
                    Statement("old", "UPDATE users SET password = $1 WHERE email = 'p0@example.com'"), [.text(hash)])
                #expect(await auth.logIn("p0@example.com", password: password).status == 200)
            }
        }
    }

    @Test("a hash of other rounds is renewed at the next sign-in, and the password stays the same")
    func rehash() async throws {
        try await withAuth(["BCRYPT_ROUNDS": "5"]) { auth in
            _ = await auth.register("ann@example.com")
            let cheap = try await auth.hashes.weak("correct horse")
            _ = try await auth.pool.query(Statement("weaken", "UPDATE users SET password = $1"), [.text(cheap)])
            #expect(await auth.logIn("ann@example.com", password: "wrong horse").status == 401)
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE password LIKE '$2b$04$%'")
            #expect(await auth.logIn("ann@example.com").status == 200)
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE password LIKE '$2b$05$%'")
            #expect(await auth.logIn("ann@example.com").status == 200)
            #expect(try await auth.recorded().types.filter { $0 == "password_rehashed" }.count == 1)
        }
    }
}

extension CountingHasher {
    /// At the lowest cost there is.
    func weak(_ password: String) async throws -> String { try Bcrypt.hash(password: Array(password.utf8), rounds: 4) }
}
