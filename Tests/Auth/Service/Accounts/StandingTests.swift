import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("Since when an account is what it is, as other services are told") struct StandingTests {
    @Test("role, active flag and owner begin anew; a name, a phone number, a password do not")
    func since() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let ann = try await auth.person("ann@example.com")
            let store = UserStore(pool: auth.pool)
            var position = try await store.changes(since: 0, limit: 100).position
            /// What a reader that goes on from where it was is told of Ann.
            func told() async throws -> UserChange? {
                let page = try await store.changes(since: position, limit: 100)
                position = page.position
                return page.users.last { $0.id.description == ann.id }
            }
            func change(_ body: String) async -> Int {
                await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: body).status
            }
            for body in [#"{"role":"DOCTOR"}"#, #"{"active":false}"#, #"{"active":true}"#, #"{"role":"PATIENT"}"#] {
                auth.clock.advance(by: .seconds(10))
                #expect(await change(body) == 200)
                #expect(try await told()?.since == auth.now, "\(body)")
                auth.clock.advance(by: .seconds(10))
                #expect(await change(body) == 200)
                #expect(try await told() == nil, "it was so already")
            }
            let last = auth.now.adding(seconds: -10)
            let back = try Person(await auth.logIn("ann@example.com"))
            #expect(await auth.call(.patch, "/api/auth/profile", as: back, body: #"{"lastName":"Berg","phone":"1"}"#).status == 200)
            #expect(try await told()?.since == last)

            // Her provider's word: what was handed out to whoever registered her address is void.
            auth.clock.advance(by: .seconds(10))
            let outcome = try await link(auth, "ann@example.com")
            guard case .linked(_, let revoked, let losesPassword, _) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(!revoked.isEmpty && losesPassword)
            #expect(try await told()?.since == auth.now)
        }
    }

    @Test("whoever had shown the address to be his keeps what he has when he links the provider")
    func verified() async throws {
        try await withAuth { auth in
            _ = try await auth.person("ann@example.com")
            let store = UserStore(pool: auth.pool)
            let address = try #require(EmailAddress("ann@example.com"))
            #expect(try await store.verify(address, at: auth.now, entry: auth.securityEvents.events.operatorEntry())?.isNew == true)
            #expect(
                try await store.verify(address, at: auth.now, entry: auth.securityEvents.events.operatorEntry())?.isNew == false)
            #expect(
                try await store.verify(
                    try #require(EmailAddress("x@example.com")), at: auth.now, entry: auth.securityEvents.events.operatorEntry())
                    == nil)
            let position = try await store.changes(since: 0, limit: 100).position
            guard case .linked(_, let revoked, false, _) = try await link(auth, "ann@example.com") else {
                return #expect(Bool(false), "linked without loss")
            }
            #expect(revoked.isEmpty)
            #expect(try await store.changes(since: position, limit: 100).users.isEmpty)
        }
    }

    private func link(_ auth: AuthFixture, _ email: String) async throws -> ProviderAccounts.Outcome {
        let newcomer = User(
            id: auth.app.service.ids.next(), email: email, firstName: "A", lastName: "B", role: .patient, emailVerified: true,
            createdAt: auth.now, updatedAt: auth.now)
        let (app, now) = (auth.app, auth.now)
        return try await ProviderAccounts(pool: auth.pool).signIn(
            ProviderAccounts.Identity(issuer: "https://issuer.example", subject: "subject-1", isGoogles: false), as: newcomer,
            provesFactors: false,
            session: {
                app.sessions.issuer.issue(for: $0, on: Device(userAgent: nil, address: "::1"), by: .password, at: now).session
            },
            at: now, telling: auth.securityEvents.events, on: Device(userAgent: nil, address: "::1"))
    }

    @Test("an email that is taken is no error to the database, which would write it into its log; nothing is kept")
    func taken() async throws {
        try await withAuth { auth in
            _ = try await auth.person("ann@example.com")
            let rows = (try await count(auth, "sessions"), try await count(auth, "refresh_tokens"))
            let answer = await auth.register("ANN@example.com")
            #expect(answer.status == 409 && answer.code == "email_taken")
            #expect(try await (count(auth, "sessions"), count(auth, "refresh_tokens")) == rows)
            // An error would end the transaction for whatever comes after.
            let (id, now) = (auth.app.service.ids.next() as UserID, auth.now)
            let values: [PostgresValue] = [
                .id(id), .text("ann@example.com"), .text("$2b$04$" + String(repeating: "x", count: 53)), .text("A"), .text("B"),
                .text("PATIENT"), .null, .null, .null, .null,
            ]
            let session: [PostgresValue] = [
                .id(id), .instant(now), .instant(now.adding(days: 1)), .instant(now.adding(days: 1)), .null, .text("::1"),
                .bytes([UInt8](repeating: 1, count: 32)), .text("pwd"), .instant(now),
            ]
            let entry = auth.securityEvents.events.operatorEntry().values
            let found = try await auth.pool.transaction { transaction in
                let inserted = try await transaction.query(UserStatements.insert, values + [.instant(now)] + entry).affectedRows
                let registered = try await transaction.query(UserStatements.register, values + session + entry).affectedRows
                return (inserted, registered, try await transaction.query(Statement("still", "SELECT 1")).count)
            }
            #expect(found == (0, 0, 1))
        }
    }

    private func count(_ auth: AuthFixture, _ table: String) async throws -> Int {
        try await auth.pool.query(Statement("count", "SELECT count(*) FROM \(table)"))[0].int(0)
    }
}
