import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import ServiceRuntime
import Testing

@testable import Audit
@testable import AuthService

@Suite("Who has looked at my account", .timeLimit(.minutes(4))) struct ReadingTests {
    private static let path = "/api/auth/access-log"

    private func told(_ auth: AuthFixture, _ person: Person, _ query: String? = nil) async -> [JSONValue] {
        await auth.call(.get, Self.path, as: person, query: query)["entries"]?.elements ?? []
    }

    @Test(
        "everybody sees what others did with their account, an admin by role, or by name where the clinic says so; their own apart",
        arguments: ["roles", "names"])
    func own(staff: String) async throws {
        try await withAuth(["AUDIT_SHOW_STAFF": staff]) { auth in
            let (root, ann, bob) = (
                try await auth.admin(), try await auth.person("ann@example.com"), try await auth.person("bob@example.com")
            )
            _ = await auth.call(.get, "/api/auth/users/\(ann.id)", as: root)
            auth.clock.advance(by: .seconds(1))
            #expect(await auth.call(.post, "/api/auth/users/\(ann.id)/logout", as: root).status == 204)
            let again = try Person(await auth.logIn("ann@example.com"))
            let entries = await told(auth, again)
            #expect(entries.compactMap { $0["event"]?.text } == ["session.end_all", "account.read"])
            for entry in entries {
                #expect(entry["role"] == "ADMIN" && entry["purpose"] == "PATADMIN" && entry["actorId"] == nil)
                #expect((entry["name"]?.text != nil) == (staff == "names"), "\(entry)")
            }
            _ = await auth.profile(again.access)
            try await auth.audit.log.flush()
            let events = Set(await told(auth, again, "own=true").compactMap { $0["event"]?.text })
            #expect(events == ["account.register", "profile.read", "audit.read"])
            #expect(await told(auth, bob).isEmpty)
        }
    }

    @Test("an admin says whose and why, which that person sees; nobody else may name anybody")
    func admin() async throws {
        try await withAuth { auth in
            let (root, ann) = (try await auth.admin(), try await auth.person("ann@example.com"))
            for query in [
                nil, "patientId=\(ann.id)", "purpose=HLEGAL", "patientId=\(ann.id)&purpose=TREAT", "patientId=x&purpose=HLEGAL",
            ] {
                #expect(await auth.call(.get, Self.path, as: root, query: query).code == "invalid_parameter", "\(query ?? "")")
            }
            let named = await auth.call(.get, Self.path, as: ann, query: "patientId=\(root.id)&purpose=HLEGAL")
            #expect(named.code == "invalid_parameter")
            _ = await auth.call(.get, "/api/auth/users/\(ann.id)", as: root)
            auth.clock.advance(by: .seconds(1))
            let found = await told(auth, root, "patientId=\(ann.id)&purpose=HLEGAL")
            #expect(found.compactMap { $0["actorId"]?.text } == [root.id])
            let seen = await told(auth, ann).first
            #expect(seen?["event"] == "audit.read" && seen?["purpose"] == "HLEGAL")
        }
    }

    @Test("pages go on where they ended, whatever comes meanwhile")
    func pages() async throws {
        try await withAuth { auth in
            let (root, ann) = (try await auth.admin(), try await auth.person("ann@example.com"))
            for _ in 0..<13 { _ = await auth.call(.get, "/api/auth/users/\(ann.id)", as: root) }
            auth.clock.advance(by: .seconds(1))
            var (ids, query): ([String], String?) = ([], "limit=5")
            for _ in 0..<9 {
                guard let asked = query else { break }
                let page = await auth.call(.get, Self.path, as: ann, query: asked)
                ids += page["entries"]?.elements?.compactMap { $0["id"]?.text } ?? []
                query = page["nextCursor"]?.text.map { "limit=5&cursor=\($0)" }
                _ = await auth.call(.get, "/api/auth/users/\(ann.id)", as: root)
            }
            #expect(query == nil && ids.count == 13 && Set(ids).count == 13)
        }
    }
}
