import AuditSupport
import AuthDomain
import Contracts
import CoreHTTP
import Foundation
import HTTPWire
import Hosting
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AuthService

@Suite("Access log of accounts", .timeLimit(.minutes(4))) struct AccountAuditTests {
    @Test("what is refused to somebody who is signed in is recorded: no right, not there, not as it was; who is nobody is not")
    func refusals() async throws {
        try await withAuth { auth in
            let (root, ann) = (try await auth.admin(), try await auth.person("ann@example.com"))
            let nobody = UserID(UUIDValue(high: 1, low: 1))
            let before = try await auth.entries().count
            for _ in 0..<2 { #expect(await auth.call(.get, "/api/auth/users", as: ann).status == 403) }
            #expect(await auth.call(.post, "/api/auth/users/\(root.id)/logout", as: ann).status == 403)
            #expect(await auth.call(.get, "/api/auth/users/\(nobody)", as: root).status == 404)
            #expect(await auth.call(.patch, "/api/auth/users/\(root.id)", as: root, body: #"{"role":"PATIENT"}"#).status == 409)
            #expect(await auth.call(.post, "/api/auth/approvals/\(ann.id)/approve", as: root).status == 409)
            #expect(await auth.call(.delete, "/api/auth/factors/totp", as: ann).status == 404)
            #expect(await auth.send(.get, "/api/auth/users").status == 401)
            #expect(await auth.register("ann@example.com").status == 409)
            #expect(await auth.call(.get, "/api/auth/synonyms", as: ann).status == 403)
            let told = try await auth.entries().dropFirst(before)
            #expect(
                Set(told.map { "\($0.event) \($0.role) \($0.purpose) \($0.times)" }) == [
                    "account.list PATIENT PATRQT 2", "session.end_all PATIENT PATRQT 1", "account.read ADMIN PATADMIN 1",
                    "account.role ADMIN PATADMIN 1", "account.approve ADMIN PATADMIN 1", "factor.remove PATIENT PATRQT 1",
                ] && told.count == 6, "\(told)")
            #expect(told.allSatisfy { $0.outcome == 4 && $0.people.isEmpty })
            #expect(told.first { $0.event == "account.read" }?.object == nobody.uuid)
        }
    }

    @Test("one's own account that is looked at again and again is one entry, with how often; a doctor's is no treatment")
    func own() async throws {
        try await withAuth { auth in
            let (ann, house) = (
                try await auth.person("ann@example.com"), try await auth.person("house@example.com", role: "DOCTOR")
            )
            let before = try await auth.entries().count
            for person in [ann, house] { for _ in 0..<40 { #expect(await auth.profile(person.access).status == 200) } }
            #expect(try await auth.entries(flushed: false).count == before)
            let told = try await auth.entries().dropFirst(before)
            let said = Dictionary(told.map { ($0.people, "\($0.event) \($0.purpose) \($0.times)") }) { "\($0) and \($1)" }
            #expect(try said == [[ann.userID]: "profile.read PATRQT 40", [house.userID]: "profile.read HOPERAT 40"])
        }
    }

    @Test("operators are the system: who is made an admin, and whose address is vouched for")
    func operators() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let users = UserStore(pool: auth.pool), events = auth.securityEvents.events
            let command = CreateAdmin(
                users: users, events: events, passwords: try auth.app.configuration.passwords.hash(), ids: auth.app.service.ids,
                clock: auth.clock.clock)
            let form = RegistrationForm(email: "root@example.com", password: "correct horse", firstName: "Ada", lastName: "Byron")
            guard case .accepted(let registration) = Registration.decide(form, as: .admin, policy: .basic, site: "Clinic"),
                case .created(let root) = try await command.create(registration)
            else { return #expect(Bool(false), "an admin is made") }
            #expect(try await command.create(registration) == .emailTaken)
            let address = try #require(EmailAddress("ann@example.com"))
            #expect(try await command.promote(address) == .promoted(ann.userID))
            for _ in 0..<2 { _ = try await users.verify(address, at: auth.now, entry: events.operatorEntry()) }
            let told = try await auth.entries().filter { $0.role == "SYSTEM" }
            #expect(told.map(\.event) == ["account.create_admin", "account.role", "account.address.verify"])
            #expect(try told.map(\.people) == [[root], [ann.userID], [ann.userID]])
            #expect(told.allSatisfy { $0.purpose == "SYSADMIN" && $0.actor == nil && !$0.hasSession })
        }
    }

    @Test("second factors that go by themselves go by the system's doing")
    func due() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let (_, ann, _) = try await auth.addApp(auth.person("ann@example.com"))
            let asked = await auth.call(
                .post, "/api/auth/users/\(ann.id)/reset-factors", as: root,
                body: #"{"identityCheck":"IN_PERSON","reason":"LOST"}"#)
            #expect(asked.status == 202)
            auth.clock.advance(by: .seconds(86_400))
            try await auth.resets.reset.perform()
            let told = try #require(try await auth.entries(.reset).first)
            #expect(told.role == "SYSTEM" && told.purpose == "HOPERAT")
            #expect(try told.people == [ann.userID])
        }
    }

    @Test("checkpoints are files in a folder of this log, whatever another log has beside it")
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clinic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder.appending(path: "900.txt"))
        try await withAuth(AuthFixture.signed.merging(["AUDIT_CHECKPOINT_DIR": folder.path]) { $1 }) { auth in
            for name in ["ann", "bob"] {
                _ = try await auth.person("\(name)@example.com")
                try await auth.seal()
                let note = try #require(try await auth.written.checkpoint())
                let size = try #require(Checkpoint(text: note.text)).size
                let file = folder.appending(path: "auth/\(size).txt")
                #expect(try String(contentsOf: file, encoding: .utf8) == note.description)
            }
        }
    }

    /// What auth keeps of people, as a text.
    private func kept(_ auth: AuthFixture) async throws -> [String] {
        var tables: [String] = []
        for table in ["users", "sessions", "invitations", "totp_factors", "recovery_codes", "factor_resets", "first_run_links"] {
            tables.append(
                try await auth.pool.query(
                    Statement("kept", "SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') FROM \(table) t"))[0].text(0))
        }
        return tables
    }

    @Test("what cannot be recorded does not happen, and is not shown; one's own is shown, and told later")
    func together() async throws {
        try await withAuth(["STAFF_REGISTRATION": "approval"]) { auth in
            let (root, ann) = (try await auth.admin(), try await auth.person("ann@example.com"))
            let (_, bob, _) = try await auth.addApp(auth.person("bob@example.com"))
            let house = try await auth.person("house@example.com", role: "DOCTOR")
            let invitation = try await auth.invite("lee@example.com", as: .desk, by: root)
            let (prepared, before) = (await auth.call(.post, "/api/auth/factors/totp", as: ann), try await kept(auth))
            let app = TestApp(try #require(prepared["secret"]?.text))
            _ = try await auth.pool.query(
                Statement("away", "CREATE TRIGGER full_up BEFORE INSERT ON access_log EXECUTE FUNCTION audit_refuse()"))
            let accept = #"{"token":"\#(invitation.token)","password":"correct horse","firstName":"G","lastName":"H"}"#
            let requests: [(HTTPMethod, String, Person?, String?)] = [
                (.post, "register", nil, AuthFixture.registration("new@example.com")),
                (.patch, "profile", ann, #"{"phone":"+49 30 1234567"}"#),
                (.post, "password", ann, #"{"currentPassword":"correct horse","newPassword":"battery staple"}"#),
                (.post, "factors/recovery-codes", bob, nil), (.delete, "factors/totp", bob, nil),
                (.patch, "users/\(ann.id)", root, #"{"role":"DOCTOR"}"#), (.patch, "users/\(ann.id)", root, #"{"active":false}"#),
                (.post, "users/\(ann.id)/logout", root, nil),
                (.post, "users/\(bob.id)/reset-factors", root, #"{"identityCheck":"IN_PERSON","reason":"LOST"}"#),
                (.post, "approvals/\(house.id)/approve", root, nil),
                (.post, "approvals/\(house.id)/refuse", root, #"{"reason":"No licence found"}"#),
                (
                    .post, "invitations", root,
                    #"{"email":"x@example.com","role":"DESK","firstName":"X","lastName":"Y","delivery":"LINK"}"#
                ),
                (.post, "invitations/\(invitation.id)/send", root, #"{"delivery":"LINK"}"#),
                (.delete, "invitations/\(invitation.id)", root, nil), (.post, "invitations/accept", nil, accept),
                (.get, "users", root, nil), (.get, "users/\(ann.id)", root, nil), (.get, "events", root, nil),
                (.get, "approvals", root, nil), (.get, "invitations", root, nil),
            ]
            for (method, path, person, body) in requests {
                let answer = await auth.send(
                    method, "/api/auth/\(path)", body: body, fields: person.map { ["Authorization": "Bearer \($0.access)"] } ?? [:],
                    isHeldToContract: false)
                #expect(answer.status == 500 && !answer.text.contains("@"), "\(method.name) \(path): \(answer.text)")
            }
            #expect(await auth.profile(ann.access)["email"] == "ann@example.com")
            #expect(try await kept(auth) == before)
            // Counts the attempt before it judges the code.
            let confirmed = await auth.send(
                .post, "/api/auth/factors/totp/confirm", body: #"{"code":"\#(app.code(at: auth.now))"}"#,
                fields: ["Authorization": "Bearer \(ann.access)"], isHeldToContract: false)
            #expect(confirmed.status == 500)
            _ = try await auth.pool.query(Statement("back", "DROP TRIGGER full_up ON access_log"))
            #expect(await auth.call(.get, "/api/auth/factors", as: ann)["totpSince"] == .null)
            #expect(try await auth.entries(.readProfile).map(\.actor) == [ann.userID])
        }
    }
}
