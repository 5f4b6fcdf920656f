import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import AuthService

@Suite("Invitations") struct InvitationTests {
    @Test(
        "are accepted once, with the role, and prove the address when they were mailed", arguments: [Role.doctor, .desk, .admin],
        Invitation.Delivery.allCases)
    func whole(role: Role, delivery: Invitation.Delivery) async throws {
        try await withAuth(AuthFixture.mail.merging(["STAFF_REGISTRATION": "invited"]) { $1 }) { auth in
            let root = try await auth.admin()
            _ = try await auth.sent()
            let invitation = try await auth.invite("House@Example.com", as: role, by: root, delivery: delivery)
            let shown = await auth.showInvitation(invitation.token)
            #expect(shown.status == 200 && shown["email"] == "house@example.com" && shown["role"]?.text == role.rawValue)
            #expect(shown["hasAccount"] == false && shown["firstName"] == "Greg")
            let answer = await auth.accept(invitation.token)
            #expect(answer.status == 201, "\(answer.text)")
            let person = try Person(answer)
            let user = await auth.profile(person.access)
            #expect(user["role"]?.text == role.rawValue && user["emailVerified"]?.flag == (delivery == .email))
            #expect(user["firstName"] == "Gregory" && user["language"] == "de" && user["approval"] == .null)
            #expect(user["specialization"]?.text == (role == .doctor ? "Cardiology" : nil))
            #expect(await auth.directory(as: root).contains(person.id) == (role == .doctor))
            #expect(await auth.logIn("house@example.com").status == 200)
            // What was handed over shows nothing about the address: it is asked for.
            #expect(try await auth.sent().compactMap { $0.token("verify") }.count == (delivery == .email ? 0 : 1))
            for again in [await auth.accept(invitation.token), await auth.showInvitation(invitation.token)] {
                #expect(again.status == 410 && again.code == "invitation_used", "\(again.text)")
            }
            let listed = await auth.call(.get, "/api/auth/invitations", as: root, query: "state=ACCEPTED")
            #expect(listed["invitations"]?.elements?.first?["acceptedBy"]?.text == person.id)
        }
    }

    @Test("a mail has no name and nothing typed; the database has no token")
    func mail() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let root = try await auth.admin()
            _ = try await auth.sent()
            let answer = await auth.call(
                .post, "/api/auth/invitations", as: root,
                body: """
                    {"email":"house@example.com","role":"DOCTOR","firstName":"Greg","lastName":"House","language":"de","delivery":"EMAIL"}
                    """)
            #expect(answer.status == 201 && answer["link"] == nil)
            let letter = try #require(try await auth.sent().first)
            #expect(letter.address == "house@example.com" && letter.text.language == .german)
            for typed in ["Greg", "House"] { #expect(!letter.text.body.contains(typed)) }
            let token = try #require(letter.token("invite"))
            try await auth.expect(
                0, from: "SELECT count(*) FROM invitations i, emails e WHERE i::text LIKE $1 OR e::text LIKE $1",
                [.text("%\(token)%")])
        }
    }

    @Test("each link that does not work is refused with what has become of it, and makes nothing")
    func refused() async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let root = try await auth.admin()
            let cases: [(String, (AuthFixture, Person, TestInvitation) async throws -> String)] = [
                ("link_refused", { auth, _, invitation in auth.altered(invitation.token) }),
                ("link_refused", { _, _, _ in "" + "x" }),
                (
                    "link_refused",
                    { auth, root, invitation in
                        let sent = await auth.call(
                            .post, "/api/auth/invitations/\(invitation.id)/send", as: root, body: #"{"delivery":"LINK"}"#)
                        #expect(sent.status == 200)
                        let token = try AuthFixture.token(sent)
                        #expect(await auth.showInvitation(token).status == 200)
                        return invitation.token
                    }
                ),
                (
                    "invitation_revoked",
                    { auth, root, invitation in
                        #expect(await auth.call(.delete, "/api/auth/invitations/\(invitation.id)", as: root).status == 204)
                        return invitation.token
                    }
                ),
                (
                    "invitation_expired",
                    { auth, _, invitation in
                        _ = try await auth.pool.query(
                            Statement("late", "UPDATE invitations SET expires_at = $2 WHERE id = $1"),
                            [.id(try #require(InvitationID(invitation.id))), .instant(auth.now)])
                        return invitation.token
                    }
                ),
                (
                    "invitation_used",
                    { auth, _, invitation in
                        #expect(await auth.accept(invitation.token).status == 201)
                        return invitation.token
                    }
                ),
            ]
            for (index, (code, act)) in cases.enumerated() {
                let invitation = try await auth.invite("p\(index)@example.com", as: .doctor, by: root)
                let token = try await act(auth, root, invitation)
                let before = try await auth.pool.query(Statement("n", "SELECT count(*) FROM users"))[0].int(0)
                for answer in [await auth.showInvitation(token), await auth.accept(token), await auth.consent(token, as: root)] {
                    // Whose it is comes first where somebody is signed in.
                    #expect(
                        answer.status == 410 && answer.code == code || answer.code == "invitation_of_another",
                        "\(code): \(answer.text)")
                }
                try await auth.expect(before, from: "SELECT count(*) FROM users")
            }
        }
    }

    @Test("for 72 hours to the millisecond, anew from when they are sent again")
    func ends() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let invitation = try await auth.invite("house@example.com", as: .desk, by: root)
            auth.clock.advance(by: .seconds(72 * 3_600) - .milliseconds(1))
            #expect(await auth.showInvitation(invitation.token).status == 200)
            auth.clock.advance(by: .milliseconds(1))
            #expect(await auth.showInvitation(invitation.token).code == "invitation_expired")
            let again = try Person(await auth.logIn(root.email))
            let sent = await auth.call(
                .post, "/api/auth/invitations/\(invitation.id)/send", as: again, body: #"{"delivery":"LINK"}"#)
            #expect(sent["state"] == "OPEN")
            let token = try AuthFixture.token(sent)
            #expect(await auth.accept(token).status == 201)
        }
    }

    @Test("of two who accept at once one has the account")
    func race() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let token = try await auth.invite("house@example.com", as: .doctor, by: root).token
            let both = Unchecked(auth)
            let answers = await withTaskGroup(of: (Int, String?).self) { group in
                for password in ["first horse", "second horse"] {
                    group.addTask {
                        let answer = await both.value.accept(token, password: password)
                        return (answer.status, answer.code)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.0)) == [201, 410], "\(answers)")
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE role = 'DOCTOR'")
            try await auth.expect(
                1, from: "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.role = 'DOCTOR'")
        }
    }

    @Test(
        "an address that has an account takes its owner's consent: the role, new sign-ins, nothing else lost",
        arguments: Invitation.Delivery.allCases)
    func consent(delivery: Invitation.Delivery) async throws {
        try await withAuth(AuthFixture.mail) { auth in
            let root = try await auth.admin()
            let (ann, bob) = (try await auth.person("ann@example.com"), try await auth.person("bob@example.com"))
            _ = try await auth.sent()
            let token = try await auth.invite("ann@example.com", as: .doctor, by: root, delivery: delivery).token
            #expect(await auth.showInvitation(token)["hasAccount"] == true)
            #expect(await auth.accept(token).code == "email_taken")
            let nobody = await auth.send(.post, "/api/auth/invitations/consent", body: #"{"token":"\#(token)"}"#)
            #expect(nobody.status == 401)
            let other = await auth.consent(token, as: bob)
            #expect(other.status == 403 && other.code == "invitation_of_another")
            let given = await auth.consent(token, as: ann)
            #expect(given.status == 200 && given["role"] == "DOCTOR" && given["specialization"] == "Cardiology", "\(given.text)")
            #expect(given.forgetsTokens && given["emailVerified"]?.flag == (delivery == .email))
            #expect(await auth.profile(ann.access).code == "session_revoked")
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
            let back = try Person(await auth.logIn("ann@example.com"))
            #expect(try auth.claims(back.access).role == .doctor)
            #expect(await auth.consent(token, as: back).code == "invitation_used")
            #expect(await auth.directory(as: root) == [ann.id])
        }
    }

    @Test("consent approves a doctor who waits, and never takes the last admin away")
    func consentOfStaff() async throws {
        try await withAuth(["STAFF_REGISTRATION": "approval"]) { auth in
            let root = try await auth.admin()
            let house = try await auth.person("house@example.com", role: "DOCTOR")
            let token = try await auth.invite("house@example.com", as: .doctor, by: root).token
            #expect(await auth.consent(token, as: house)["approval"] == .null)
            #expect(await auth.directory(as: root) == [house.id])
            let demotion = try await auth.invite(root.email, as: .desk, by: root).token
            let refused = await auth.consent(demotion, as: root)
            #expect(refused.status == 409 && refused.code == "last_admin")
            #expect(await auth.profile(root.access)["role"] == "ADMIN")
            #expect(await auth.showInvitation(demotion).status == 200)
        }
    }

    @Test("one to an address; a closed one is neither sent nor revoked; all are listed page by page, by state")
    func lists() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            var made: [TestInvitation] = []
            for index in 0..<5 {
                auth.clock.advance(by: .seconds(1))
                made.append(try await auth.invite("p\(index)@example.com", as: .desk, by: root))
            }
            let twice = await auth.call(
                .post, "/api/auth/invitations", as: root,
                body: #"{"email":"P0@example.com","role":"ADMIN","firstName":"A","lastName":"B","delivery":"LINK"}"#)
            #expect(twice.status == 409 && twice.code == "invitation_exists")
            #expect(await auth.call(.delete, "/api/auth/invitations/\(made[0].id)", as: root).status == 204)
            #expect(await auth.accept(made[1].token).status == 201)
            for closed in made[0...1] {
                let sent = await auth.call(
                    .post, "/api/auth/invitations/\(closed.id)/send", as: root, body: #"{"delivery":"LINK"}"#)
                #expect(sent.status == 409 && sent.code == "invitation_closed")
                #expect(await auth.call(.delete, "/api/auth/invitations/\(closed.id)", as: root).code == "invitation_closed")
            }
            // Its address is free again.
            auth.clock.advance(by: .seconds(1))
            _ = try await auth.invite("p0@example.com", as: .desk, by: root)
            func ids(_ query: String) async throws -> [String] {
                var (found, query) = ([String](), query)
                while true {
                    let page = await auth.call(.get, "/api/auth/invitations", as: root, query: query)
                    found += try #require(page["invitations"]?.elements, "\(page.text)").compactMap { $0["id"]?.text }
                    guard let next = page["nextCursor"]?.text else { return found }
                    query =
                        query.split(separator: "&").filter { !$0.hasPrefix("cursor=") }.joined(separator: "&") + "&cursor=\(next)"
                }
            }
            let all = try await ids("limit=2")
            #expect(all.count == 6 && Set(all).count == 6 && all.suffix(5) == made.reversed().map(\.id)[...])
            #expect(try await ids("state=REVOKED") == [made[0].id])
            #expect(try await ids("state=ACCEPTED") == [made[1].id])
            #expect(try await ids("state=OPEN&limit=3").count == 4)
            #expect(try await ids("state=EXPIRED") == [])
            for bad in ["state=NEW", "limit=0", "cursor=x", "role=DESK"] {
                #expect(await auth.call(.get, "/api/auth/invitations", as: root, query: bad).code == "invalid_parameter")
            }
        }
    }

    @Test("closed ones are removed after their retention and not before; one that is open, or is sent again, never")
    func retention() async throws {
        try await withAuth(["INVITATION_RETENTION": "10d"]) { auth in
            let root = try await auth.admin()
            var made: [String: TestInvitation] = [:]
            for name in ["accepted", "revoked", "expired", "again"] {
                made[name] = try await auth.invite("\(name)@example.com", as: .desk, by: root)
            }
            func left() async throws -> [String] {
                let rows = try await auth.pool.query(
                    Statement("left", "SELECT split_part(email, '@', 1)::text FROM invitations ORDER BY 1"))
                return try rows.map { try $0.text(0) }
            }
            let accepted = try #require(made["accepted"]).token
            #expect(await auth.accept(accepted).status == 201)
            let revoked = "/api/auth/invitations/\(try #require(made["revoked"]).id)"
            #expect(await auth.call(.delete, revoked, as: root).status == 204)
            auth.clock.advance(by: .seconds(10 * 86_400))
            try await auth.invitations.sweep()
            #expect(try await left() == ["accepted", "again", "expired", "revoked"])
            auth.clock.advance(by: .milliseconds(1))
            try await auth.invitations.sweep()
            #expect(try await left() == ["again", "expired"])
            // Three days later for those that nobody has touched.
            auth.clock.advance(by: .seconds(72 * 3_600) - .milliseconds(1))
            try await auth.invitations.sweep()
            #expect(try await left() == ["again", "expired"])
            let back = try Person(await auth.logIn(root.email))
            let again = "/api/auth/invitations/\(try #require(made["again"]).id)/send"
            let sent = await auth.call(.post, again, as: back, body: #"{"delivery":"LINK"}"#)
            #expect(sent.status == 200, "\(sent.text)")
            auth.clock.advance(by: .milliseconds(1))
            try await auth.invitations.sweep()
            #expect(try await left() == ["again"])
            let token = try AuthFixture.token(sent)
            #expect(await auth.accept(token).status == 201)
        }
    }

    @Test("everything wrong is told at once; without mail a link can be handed over; inviting takes a sign-in of now")
    func refusals() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            func post(_ body: String, as person: Person) async -> Answer {
                await auth.call(.post, "/api/auth/invitations", as: person, body: body)
            }
            #expect(
                await post("{}", as: root).pointers.map { $0.replacing("#", with: "") }
                    == ["/email", "/role", "/firstName", "/lastName", "/delivery"])
            let patient = #"{"email":"x@example.com","role":"PATIENT","firstName":"A","lastName":"B","delivery":"LINK"}"#
            #expect(await post(patient, as: root).pointers.first?.hasSuffix("/role") == true)
            let desk = patient.replacing("PATIENT", with: "DESK")
            #expect(await post(desk.replacing("LINK", with: "EMAIL"), as: root).code == "mail_off")
            let special = desk.replacing("\"firstName\"", with: "\"specialization\":\"x\",\"firstName\"")
            #expect(await post(special, as: root).pointers.first?.hasSuffix("/specialization") == true)
            for other in [try await auth.person("ann@example.com"), try await auth.person("d@example.com", role: "DOCTOR")] {
                #expect(await post(desk, as: other).code == "forbidden")
            }
            auth.clock.advance(by: .seconds(301))
            #expect(await post(desk, as: root).code == "reauthentication_required")
            try await auth.expectRows(0, in: "invitations")
        }
    }
}
