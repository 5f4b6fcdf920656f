import Access
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@testable import AuthService

@Suite("GET /internal/users/changes") struct UserChangesTests {
    @Test("new accounts and changes of name, role and active flag, each user once, as he is now, in the order of the changes")
    func changes() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let ann = try await auth.person("ann@example.com")
            let doc = try await auth.person("doc@example.com", role: "DOCTOR")
            let all = try await page(auth)
            #expect(all.users.map(\.id.description) == [root.id, ann.id, doc.id], "the role came with root's second change")
            #expect(all.position == all.head)
            #expect(try await page(auth, since: all.position) == UserChangePage(users: [], position: all.head, head: all.head))

            _ = await auth.call(.patch, "/api/auth/profile", as: ann, body: #"{"phone":"1"}"#)
            #expect(try await page(auth, since: all.position).users == [], "nobody else is concerned by a phone number")
            _ = await auth.call(.patch, "/api/auth/profile", as: ann, body: #"{"firstName":"Anna"}"#)
            _ = await auth.call(.patch, "/api/auth/profile", as: doc, body: #"{"lastName":"Who"}"#)
            _ = await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: #"{"active":false}"#)
            let first = try await page(auth, since: all.position, limit: 1)
            #expect(first.users == [UserChange(id: try doc.userID, version: 2, name: "Ann Who", role: .doctor, active: true)])
            let second = try await page(auth, since: first.position, limit: 1)
            #expect(
                second.users == [
                    UserChange(id: try ann.userID, version: 4, name: "Anna Lee", role: .patient, active: false, since: auth.now)
                ])
            #expect(second.position == second.head && first.head == second.head)
            #expect(
                try await page(auth, since: second.head + 5) == UserChangePage(users: [], position: second.head, head: second.head))
        }
    }

    @Test("a language is told as it is chosen, changed and given up")
    func languages() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            var position = try await page(auth).head
            for language in [Language.german, .arabic, nil] {
                let body = #"{"language":\#(language.map { "\"\($0.rawValue)\"" } ?? "null")}"#
                #expect(await auth.call(.patch, "/api/auth/profile", as: ann, body: body).status == 200)
                let told = try await page(auth, since: position)
                #expect(told.users.map(\.language) == [language] && told.users.first?.version ?? 0 > 1)
                // The same again is told to nobody.
                #expect(await auth.call(.patch, "/api/auth/profile", as: ann, body: body).status == 200)
                position = told.position
                #expect(try await page(auth, since: position).users == [])
            }
        }
    }

    @Test("a change that commits late is not passed by: its position is above what was read before")
    func lateCommit() async throws {
        try await withAuth { auth in
            let early = try await auth.person("early@example.com")
            let late = try await auth.person("late@example.com")
            let start = try await page(auth).head
            try await auth.pool.transaction { transaction in
                _ = try await transaction.query(Self.rename, [.id(try late.userID), "Late"])
                // Begun later, committed earlier.
                _ = try await auth.pool.query(Self.rename, [.id(try early.userID), "Early"])
                #expect(try await page(auth, since: start).users.map(\.id.description) == [early.id])
            }
            let seen = try await page(auth, since: start)
            #expect(seen.users.map(\.id.description) == [early.id, late.id] && seen.head == start + 2)
        }
    }

    @Test("a reader who follows the positions while many change at once ends up with everybody's last name")
    func concurrent() async throws {
        try await withAuth { auth in
            var registered: [UserID] = []
            for number in 0..<8 { registered.append(try await auth.person("p\(number)@example.com").userID) }
            let people = registered
            let rounds = 25
            let auth = Unchecked(auth)
            let names = try await withThrowingTaskGroup(of: [UserID: String].self) { group in
                for person in people {
                    group.addTask {
                        for round in 1...rounds {
                            _ = try await auth.value.pool.transaction { transaction in
                                try await transaction.query(Self.rename, [.id(person), .text("Round \(round)")])
                            }
                        }
                        return [:]
                    }
                }
                group.addTask {
                    var names: [UserID: String] = [:]
                    var position: Int64 = 0
                    while !people.allSatisfy({ names[$0] == "Round \(rounds) Lee" }) {
                        // Asked first: what commits between the two is on the next page.
                        let isOver = try await self.head(auth.value) == people.count * (rounds + 1)
                        let page = try await self.page(auth.value, since: position, limit: 3)
                        #expect(page.position >= position)
                        for user in page.users { names[user.id] = user.name }
                        if page.users.isEmpty, isOver { return names }
                        position = page.position
                    }
                    return names
                }
                return try await group.reduce(into: [:]) { all, some in all.merge(some) { $1 } }
            }
            #expect(Set(names.values) == ["Round \(rounds) Lee"] && names.count == people.count)
        }
    }

    @Test("a thousand accounts in one transaction: no row is written more than once, so that each costs what one does")
    func inBulk() async throws {
        try await withAuth { auth in
            let start = try await page(auth).head
            try await auth.pool.transaction { transaction in
                _ = try await transaction.query(Self.registerMany)
                _ = try await transaction.query(Statement("now", "SET CONSTRAINTS ALL IMMEDIATE"))
                // Of the whole database, and of this transaction alone.
                let updates = try await transaction.query(Self.updates)
                #expect(try updates[0].int(0) == 0)
            }
            let seen = try await page(auth, since: start)
            #expect(seen.head == start + 1_000 && seen.users.count == 100)
        }
    }

    private static let updates = Statement("updates", "SELECT sum(n_tup_upd)::bigint FROM pg_stat_xact_user_tables")
    private static let registerMany = Statement(
        "register_many",
        """
        INSERT INTO users (id, email, password, first_name, last_name, role)
        SELECT gen_random_uuid(), 'bulk' || i || '@example.com', '$2b$10$', 'Bulk', 'User', 'PATIENT' FROM generate_series(1, 1000) i
        """)

    @Test("what is no position is 400, and nobody but a service may ask")
    func refusals() async throws {
        try await withAuth { auth in
            let fields: HTTPFields = ["Authorization": "Bearer \(try auth.serviceToken())"]
            for query in ["since=-1", "since=x", "since=99999999999999999999", "limit=0", "limit=101", "after=1"] {
                let answer = await auth.send(.get, "/internal/users/changes", query: query, fields: fields)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
            let person = try await auth.admin()
            #expect(await auth.call(.get, "/internal/users/changes", as: person).status == 401)
        }
    }

    private static let rename = Statement(
        "rename", "UPDATE users SET first_name = $2, version = version + 1 WHERE id = $1")

    private func page(_ auth: AuthFixture, since: Int64 = 0, limit: Int = 100) async throws -> UserChangePage {
        let fields: HTTPFields = ["Authorization": "Bearer \(try auth.serviceToken())"]
        let answer = await auth.send(.get, "/internal/users/changes", query: "since=\(since)&limit=\(limit)", fields: fields)
        return try #require(UserChangePage(body: Array(answer.text.utf8)), "\(answer.status) \(answer.text)")
    }

    private func head(_ auth: AuthFixture) async throws -> Int {
        try await auth.pool.query(Statement("head", "SELECT max(position) FROM user_changes"))[0].int(0)
    }
}
