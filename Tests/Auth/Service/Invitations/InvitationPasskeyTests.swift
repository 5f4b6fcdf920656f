import AuthDomain
import Basics
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import AuthService

@Suite("Invitations that are accepted with a passkey") struct InvitationPasskeyTests {
    private let vectors: PasskeyVectors

    init() throws { vectors = try PasskeyVectors() }

    /// What a browser is asked for, and its cookie; the challenge becomes that of the vectors, or another of theirs.
    private func ask(
        _ token: String, _ auth: AuthFixture, challenge: [UInt8] = Array(0..<32), at place: SourceLocation = #_sourceLocation
    ) async throws -> (options: Answer, cookie: String) {
        let options = await auth.send(.post, "/api/auth/invitations/passkey/options", body: #"{"token":"\#(token)"}"#)
        #expect(options.status == 200, "\(options.text)", sourceLocation: place)
        let given = try #require(options["challenge"]?.text.flatMap { Base64URL.decode($0) }, sourceLocation: place)
        let changed = try await auth.pool.query(
            Statement("become", "UPDATE invitation_challenges SET challenge = $2 WHERE challenge = $1"),
            [.bytes(given), .bytes(challenge)])
        #expect(changed.affectedRows == 1, sourceLocation: place)
        return (options, options.cookie("invitation").first ?? "")
    }

    private func accept(_ token: String, _ auth: AuthFixture, cookie: String?, _ name: String = "es256") async throws -> Answer {
        await auth.send(
            .post, "/api/auth/invitations/passkey", body: try vectors.acceptance(token, name),
            fields: cookie.map { ["Cookie": "invitation=\($0)"] } ?? [:])
    }

    private func signIn(_ person: Person, _ auth: AuthFixture) async throws -> Answer {
        let id = await auth.call(.get, "/api/auth/factors", as: person)["passkeys"]?.elements?.first?["id"]?.text
        try await auth.giveOutChallenge()
        let handle = Base64URL.encode(PasskeyCeremonies.handle(of: try person.userID))
        return await auth.send(
            .post, "/api/auth/login/passkey",
            body: "{\(try vectors.assertion("es256", id: try #require(id), handle: handle))}")
    }

    @Test(
        "make an account that has the passkey and no password, once, and prove the address when they were mailed",
        arguments: [Role.doctor, .desk, .admin], Invitation.Delivery.allCases)
    func whole(role: Role, delivery: Invitation.Delivery) async throws {
        try await withAuth(AuthFixture.mail.merging(["MFA_REQUIRED": "staff"]) { $1 }) { auth in
            let root = try await auth.addApp(try await auth.admin()).person
            _ = try await auth.sent()
            let token = try await auth.invite("House@Example.com", as: role, by: root, delivery: delivery).token
            let (options, cookie) = try await ask(token, auth)
            #expect(options["rp"]?["id"] == "localhost" && options["user"]?["name"] == "house@example.com")
            #expect(options["authenticatorSelection"]?["userVerification"] == "required")
            #expect(options.cookie("invitation").contains("Max-Age=300") && options.cookie("invitation").contains("HttpOnly"))
            let answer = try await accept(token, auth, cookie: cookie)
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer["recoveryCodes"]?.elements?.count == 10 && answer.cookie("invitation").contains("Max-Age=0"))
            let person = try Person(answer)
            #expect(try auth.claims(person.access).methods == [.hardwareKey, .userVerified, .multiple])
            let user = await auth.profile(person.access)
            #expect(user["role"]?.text == role.rawValue && user["emailVerified"]?.flag == (delivery == .email))
            #expect(user["firstName"] == "Gregory" && user["language"] == "de" && user["secondFactor"] == true)
            #expect(answer["user"]?["hasPassword"] == false && user["hasPassword"] == false)
            #expect(user["specialization"]?.text == (role == .doctor ? "Cardiology" : nil))
            // Authenticators keep the account's own id.
            let handle = Base64URL.encode(PasskeyCeremonies.handle(of: try person.userID))
            #expect(options["user"]?["id"]?.text == handle)
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE password IS NULL AND second_factor")
            let factors = await auth.call(.get, "/api/auth/factors", as: person)
            #expect(factors["passkeys"]?.elements?.compactMap { $0["name"]?.text } == ["Phone"])
            #expect(try await signIn(person, auth).status == 200)
            for password in ["correct horse", ""] {
                #expect(await auth.logIn("house@example.com", password: password).status != 200)
            }
            #expect(try await auth.sent().compactMap { $0.token("verify") }.count == (delivery == .email ? 0 : 1))
            for again in [try await accept(token, auth, cookie: cookie), await auth.accept(token)] {
                #expect(again.status == 410 && again.code == "invitation_used", "\(again.text)")
            }
            try await auth.expect(
                1, from: "SELECT count(*) FROM auth_events WHERE type = 'invitation_accepted' AND detail->>'by' = 'passkey'")
        }
    }

    @Test("what is not made for this invitation in this browser within five minutes is refused, and makes nothing")
    func refused() async throws {
        typealias Act = (AuthFixture, Person, inout String?) async throws -> Void
        let nothing: Act = { _, _, _ in }
        let ceremonies = [
            "another origin", "another scheme", "another site", "in a frame of another site", "nobody verified", "nobody there",
            "an assertion", "another challenge", "cut",
        ]
        let cases: [(String, Act)] =
            ceremonies.map { ($0, nothing) } as [(String, Act)] + [
                ("no cookie", { _, _, cookie in cookie = nil }),
                ("another browser", { auth, _, cookie in cookie = cookie.map(auth.altered) }),
                ("too late", { auth, _, _ in auth.clock.advance(by: .seconds(300)) }),
                (
                    "another invitation",
                    { auth, root, _ in
                        _ = try await auth.invite("other@example.com", as: .desk, by: root)
                        _ = try await auth.pool.query(
                            Statement(
                                "swap",
                                """
                                UPDATE invitation_challenges SET invitation_id =
                                    (SELECT id FROM invitations WHERE email = 'other@example.com')
                                """))
                    }
                ),
                (
                    "an account's own challenge",
                    { auth, root, _ in
                        _ = try await auth.pool.query(Statement("none", "DELETE FROM invitation_challenges"))
                        try await auth.giveOutChallenge(to: root.userID)
                    }
                ),
            ]
        for (name, act) in cases {
            let act = Unchecked(act)
            try await withAuth { auth in
                let root = try await auth.admin()
                let token = try await auth.invite("house@example.com", as: .doctor, by: root).token
                var cookie: String? = try await ask(token, auth).cookie
                let right = cookie
                try await act.value(auth, root, &cookie)
                let answer = try await accept(token, auth, cookie: cookie, ceremonies.contains(name) ? name : "es256")
                #expect(answer.status == 422 && answer.code == "passkey_not_accepted", "\(name): \(answer.text)")
                // One answer takes the challenge away, right or wrong. What came for another challenge has taken none.
                if name != "another challenge" {
                    try await auth.expectRows(0, in: "invitation_challenges")
                    #expect(try await accept(token, auth, cookie: right).code == "passkey_not_accepted", "\(name)")
                }
                try await auth.expect(1, from: "SELECT count(*) FROM users")
                for table in ["passkeys", "recovery_codes"] { try await auth.expectRows(0, in: table) }
                #expect(await auth.showInvitation(token).status == 200, "\(name)")
                #expect(await auth.accept(token).status == 201, "\(name)")
            }
        }
    }

    @Test("a link that stops working in the middle is refused with what has become of it, and makes nothing")
    func overtaken() async throws {
        typealias Act = (AuthFixture, Person, TestInvitation) async throws -> Void
        let cases: [(String, Act)] = [
            (
                "invitation_revoked",
                { auth, root, invitation in
                    #expect(await auth.call(.delete, "/api/auth/invitations/\(invitation.id)", as: root).status == 204)
                }
            ),
            (
                "invitation_expired",
                { auth, _, _ in
                    _ = try await auth.pool.query(
                        Statement("late", "UPDATE invitations SET expires_at = $1"), [.instant(auth.now)])
                }
            ),
            (
                "link_refused",
                { auth, root, invitation in
                    let sent = await auth.call(
                        .post, "/api/auth/invitations/\(invitation.id)/send", as: root, body: #"{"delivery":"LINK"}"#)
                    #expect(sent.status == 200)
                }
            ),
            ("invitation_used", { auth, _, invitation in #expect(await auth.accept(invitation.token).status == 201) }),
            ("email_taken", { auth, _, _ in _ = try await auth.person("house@example.com") }),
        ]
        for (code, act) in cases {
            let act = Unchecked(act)
            try await withAuth { auth in
                let root = try await auth.admin()
                let invitation = try await auth.invite("house@example.com", as: .doctor, by: root)
                let cookie = try await ask(invitation.token, auth).cookie
                try await act.value(auth, root, invitation)
                let before = try await auth.pool.query(Statement("n", "SELECT count(*) FROM users"))[0].int(0)
                let answer = try await accept(invitation.token, auth, cookie: cookie)
                #expect(answer.code == code && [409, 410].contains(answer.status), "\(code): \(answer.text)")
                let options = await auth.send(
                    .post, "/api/auth/invitations/passkey/options", body: #"{"token":"\#(invitation.token)"}"#)
                #expect(options.code == code && options.fields.all("Set-Cookie").isEmpty)
                try await auth.expect(before, from: "SELECT count(*) FROM users")
                for table in ["passkeys", "recovery_codes"] { try await auth.expectRows(0, in: table) }
            }
        }
    }

    @Test("of two who accept at once one has the account: two passkeys, or a passkey and a password", arguments: [true, false])
    func race(passkeys: Bool) async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let token = try await auth.invite("house@example.com", as: .doctor, by: root).token
            let first = try await ask(token, auth).cookie
            let second = try await ask(token, auth, challenge: Array(repeating: 0, count: 32)).cookie
            let both = Unchecked((self, auth))
            let answers = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                for isFirst in [true, false] {
                    group.addTask {
                        let (own, auth) = both.value
                        let answer =
                            if isFirst {
                                try await own.accept(token, auth, cookie: first)
                            } else if passkeys {
                                try await own.accept(token, auth, cookie: second, "another challenge")
                            } else {
                                await auth.accept(token)
                            }
                        return (answer.status, answer.code)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.0)) == [201, 410], "\(answers)")
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE role = 'DOCTOR'")
            try await auth.expect(
                1, from: "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.role = 'DOCTOR'")
            try await auth.expect(
                0,
                from: """
                    SELECT count(*) FROM users WHERE role = 'DOCTOR'
                        AND (password IS NULL) <> EXISTS (SELECT FROM passkeys WHERE user_id = users.id)
                    """)
        }
    }

    @Test("everything wrong is told at once; a passkey that somebody has makes nothing")
    func wrong() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let empty = await auth.send(.post, "/api/auth/invitations/passkey", body: "{}")
            #expect(
                empty.status == 422
                    && empty.pointers.map { $0.replacing("#", with: "") }
                        == ["/firstName", "/lastName", "/passkeyName", "/clientDataJSON", "/attestationObject"],
                "\(empty.text)")
            let ann = try await auth.person("ann@example.com")
            try await auth.giveOutChallenge(to: ann.userID)
            let added = await auth.call(.post, "/api/auth/factors/passkeys", as: ann, body: try vectors.registration("es256"))
            #expect(added.status == 201)
            let token = try await auth.invite("house@example.com", as: .doctor, by: root).token
            let cookie = try await ask(token, auth).cookie
            let taken = try await accept(token, auth, cookie: cookie)
            #expect(taken.status == 409 && taken.code == "passkey_exists", "\(taken.text)")
            try await auth.expect(0, from: "SELECT count(*) FROM users WHERE role = 'DOCTOR'")
            #expect(await auth.accept(token).status == 201)
        }
    }

    @Test("the only passkey of an account without a password stays; a password comes by mail, with a factor, and then it may go")
    func onlyWayIn() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let root = try await auth.admin()
            let token = try await auth.invite("house@example.com", as: .doctor, by: root).token
            let answer = try await accept(token, auth, cookie: try await ask(token, auth).cookie)
            let (house, codes) = (try Person(answer), answer["recoveryCodes"]?.elements?.compactMap(\.text) ?? [])
            let app = try await auth.addApp(house)
            let id = await auth.call(.get, "/api/auth/factors", as: app.person)["passkeys"]?.elements?.first?["id"]?.text ?? ""
            let refused = await auth.call(.delete, "/api/auth/factors/passkeys/\(id)", as: app.person)
            #expect(refused.status == 409 && refused.code == "factor_required", "\(refused.text)")
            #expect(await auth.call(.get, "/api/auth/factors", as: app.person)["passkeys"]?.elements?.count == 1)
            _ = try await auth.sent()
            let cookie = await auth.forget("house@example.com")
            let link = try await auth.link("recover")
            let needed = await auth.setPassword(link, cookie: cookie)
            #expect(needed.code == "second_factor_needed" && needed["methods"] == "passkey totp recoveryCode")
            let set = await auth.setPassword(link, cookie: cookie, #","recoveryCode":"\#(try #require(codes.first))""#)
            #expect(set.status == 204, "\(set.text)")
            #expect(await auth.logIn("house@example.com").status == 401)
            let step = FirstStep(await auth.logIn("house@example.com", password: "another horse"))
            let back = try Person(await auth.secondStep(step, #""recoveryCode":"\#(codes[1])""#))
            #expect(await auth.profile(back.access)["hasPassword"] == true)
            #expect(await auth.refresh(back.refresh)["user"]?["hasPassword"] == true)
            #expect(await auth.call(.delete, "/api/auth/factors/passkeys/\(id)", as: back).status == 200)
        }
    }
}
