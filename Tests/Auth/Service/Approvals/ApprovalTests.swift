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

@Suite("Doctors wait for an admin's approval") struct ApprovalTests {
    private static let environment = AuthFixture.mail.merging(["STAFF_REGISTRATION": "approval"]) { $1 }

    @Test("by PROFILE: open in demo, approval in clinic; and as it is set")
    func profile() throws {
        func setting(_ environment: [String: String]) throws -> StaffRegistration {
            AuthConfiguration(
                from: try ConfigurationReader(environment: AuthFixture.environment.merging(environment) { $1 }).read(
                    AuthConfiguration.keys), cores: 1
            ).staffRegistration
        }
        #expect(try setting([:]) == .open)
        #expect(try setting(["PROFILE": "clinic"]) == .approval)
        for wanted in StaffRegistration.allCases { #expect(try setting(["STAFF_REGISTRATION": wanted.rawValue]) == wanted) }
    }

    @Test("who registers as a doctor is told, is nowhere, and can do nothing but look after the account", arguments: [false, true])
    func waiting(isRefused: Bool) async throws {
        try await withAuth(Self.environment) { auth in
            let root = try await auth.admin()
            _ = try await auth.sent()
            let answer = await auth.register("house@example.com", role: "DOCTOR")
            #expect(answer.status == 201 && answer["user"]?["approval"] == "WAITING")
            let house = try Person(answer)
            #expect(try await auth.sent().map(\.text.subject) == ["Confirm your email address", "Your account waits for approval"])
            if isRefused {
                let body = #"{"reason":"No licence found"}"#
                #expect(await auth.call(.post, "/api/auth/approvals/\(house.id)/refuse", as: root, body: body).status == 200)
            }
            #expect(await auth.directory(as: root) == [])
            let known = await auth.send(
                .get, "/internal/users/\(house.id)", fields: ["Authorization": "Bearer \(try auth.serviceToken())"])
            #expect(known["role"] == "DOCTOR" && known["active"] == false)
            let change = try await UserStore(pool: auth.pool).changes(since: 0, limit: 10).users.first {
                $0.id.description == house.id
            }
            #expect(change?.active == false)
            // Not by an old token, a new one, or another sign-in.
            for access in [house.access, await auth.refresh(house.refresh).token, await auth.logIn("house@example.com").token] {
                #expect(try auth.claims(access).awaitsApproval)
                for rule in RouteTable.auth where rule.audience == .signedIn && !Self.own.contains(rule.template) {
                    let path = rule.template.replacing(":id", with: house.id)
                    let body = [.post, .patch, .put].contains(rule.method) ? "{}" : nil
                    let refused = await auth.send(rule.method, path, body: body, fields: ["Authorization": "Bearer \(access)"])
                    #expect(refused.status == 403 && refused.code == "approval_pending", "\(rule.method) \(path): \(refused.text)")
                }
                let own = await auth.profile(access)
                #expect(own.status == 200 && own["approval"]?.text == (isRefused ? "REFUSED" : "WAITING"))
                #expect(own["approvalReason"]?.text == (isRefused ? "No licence found" : nil))
            }
        }
    }

    /// Routes of one's own account.
    private static let own: Set<String> = [
        "/api/auth/profile", "/api/auth/logout", "/api/auth/logout-all", "/api/auth/reauthenticate", "/api/auth/email-verification",
        "/api/auth/email-verification/confirm", "/api/auth/factors", "/api/auth/factors/totp", "/api/auth/factors/totp/confirm",
        "/api/auth/factors/passkeys/options", "/api/auth/factors/passkeys", "/api/auth/factors/recovery-codes",
        "/api/auth/factors/passkeys/:id", "/api/auth/sessions", "/api/auth/sessions/:id", "/api/auth/invitations/consent",
    ]

    @Test("approved, the doctor is told in his language, is in the directory, and goes on with the next token")
    func approved() async throws {
        try await withAuth(Self.environment) { auth in
            let root = try await auth.admin()
            let house = try await auth.person("house@example.com", role: "DOCTOR")
            _ = await auth.call(.patch, "/api/auth/profile", as: house, body: #"{"language":"de"}"#)
            _ = try await auth.pool.query(Statement("de", "UPDATE users SET language = 'de' WHERE email LIKE 'house%'"))
            _ = try await auth.sent()
            let answer = await auth.call(.post, "/api/auth/approvals/\(house.id)/approve", as: root)
            #expect(answer.status == 200 && answer["approval"] == .null, "\(answer.text)")
            #expect(try await auth.sent().map(\.text.subject) == ["Ihr Konto ist freigegeben"])
            #expect(await auth.directory(as: root) == [house.id])
            let refreshed = await auth.refresh(house.refresh)
            #expect(try !auth.claims(refreshed.token).awaitsApproval)
            let back = try Person(refreshed)
            #expect(await auth.directory(as: back) == [house.id])
            let again = await auth.call(.post, "/api/auth/approvals/\(house.id)/approve", as: root)
            #expect(again.status == 409 && again.code == "approval_decided")
            let refused = await auth.call(.post, "/api/auth/approvals/\(house.id)/refuse", as: root, body: #"{"reason":"x"}"#)
            #expect(refused.code == "approval_decided")
        }
    }

    @Test(
        "a refusal is mailed with its reason to a confirmed address alone, and can be followed by an approval",
        arguments: [false, true])
    func refused(isConfirmed: Bool) async throws {
        try await withAuth(Self.environment) { auth in
            let root = try await auth.admin()
            let house = try await auth.person("house@example.com", role: "DOCTOR")
            if isConfirmed {
                _ = try await UserStore(pool: auth.pool).verify(
                    try #require(EmailAddress(house.email)), at: auth.now, entry: auth.securityEvents.events.operatorEntry())
            }
            _ = try await auth.sent()
            func refuse(_ body: String) async -> Answer {
                await auth.call(.post, "/api/auth/approvals/\(house.id)/refuse", as: root, body: body)
            }
            let long = String(repeating: "x", count: 501)
            for wrong in [
                "{}", #"{"reason":""}"#, #"{"reason":"\#(long)"}"#, #"{"reason":"see evil.example.com"}"#, #"{"reason":"a\nb"}"#,
            ] {
                #expect(await refuse(wrong).status == 422, "\(wrong.prefix(40))")
            }
            #expect(await refuse(#"{"reason":"No licence found"}"#)["approval"] == "REFUSED")
            #expect(await refuse(#"{"reason":"Another"}"#).code == "approval_decided")
            let letter = try #require(try await auth.sent().first)
            #expect(letter.text.subject == "Your account was not approved")
            #expect(letter.text.body.contains("No licence found") == isConfirmed)
            let answer = await auth.call(.post, "/api/auth/approvals/\(house.id)/approve", as: root)
            #expect(answer.status == 200 && answer["approvalReason"] == .null)
        }
    }

    @Test("of two admins at once one decides, and one mail goes out")
    func race() async throws {
        try await withAuth(Self.environment) { auth in
            let root = try await auth.admin()
            let house = try await auth.person("house@example.com", role: "DOCTOR")
            _ = try await auth.sent()
            let both = Unchecked(auth)
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask { await both.value.call(.post, "/api/auth/approvals/\(house.id)/approve", as: root).status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 409])
            #expect(try await auth.sent().count == 1)
            #expect(try await auth.recorded().types.filter { $0 == "staff_approved" }.count == 1)
        }
    }

    @Test("the longest waiting first, page by page; a change of the role ends the waiting; nobody else decides")
    func lists() async throws {
        try await withAuth(["STAFF_REGISTRATION": "approval"]) { auth in
            let root = try await auth.admin()
            var waiting: [Person] = []
            for index in 0..<5 {
                auth.clock.advance(by: .seconds(1))
                waiting.append(try await auth.person("d\(index)@example.com", role: "DOCTOR"))
            }
            let ann = try await auth.person("ann@example.com")
            var (found, query) = ([String](), "limit=2")
            while true {
                let page = await auth.call(.get, "/api/auth/approvals", as: root, query: query)
                found += page["users"]?.elements?.compactMap { $0["id"]?.text } ?? []
                guard let next = page["nextCursor"]?.text else { break }
                query = "limit=2&cursor=\(next)"
            }
            #expect(found == waiting.map(\.id))
            let changed = await auth.call(.patch, "/api/auth/users/\(waiting[0].id)", as: root, body: #"{"role":"PATIENT"}"#)
            #expect(changed["approval"] == .null)
            #expect(await auth.call(.post, "/api/auth/approvals/\(waiting[0].id)/approve", as: root).code == "approval_decided")
            #expect(await auth.call(.post, "/api/auth/approvals/\(ann.id)/approve", as: root).code == "approval_decided")
            #expect(await auth.call(.post, "/api/auth/approvals/\(root.id)x/approve", as: root).status == 404)
            #expect(await auth.call(.post, "/api/auth/approvals/\(waiting[1].id)/approve", as: ann).code == "forbidden")
            auth.clock.advance(by: .seconds(301))
            #expect(
                await auth.call(.post, "/api/auth/approvals/\(waiting[1].id)/approve", as: root).code == "reauthentication_required"
            )
        }
    }

    @Test("invited: registering as a doctor is refused with its own code, as a patient not")
    func invited() async throws {
        try await withAuth(["STAFF_REGISTRATION": "invited"]) { auth in
            for role in ["DOCTOR", "DESK"] {
                let answer = await auth.register("house@example.com", role: role)
                #expect(answer.status == 403 && answer.code == "staff_registration", "\(role)")
            }
            try await auth.expectRows(0, in: "users")
            #expect(await auth.register("ann@example.com").status == 201)
        }
    }
}
