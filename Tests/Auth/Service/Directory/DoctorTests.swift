import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AuthService

@Suite("GET /api/auth/doctors") struct DoctorTests {
    private static func add(_ first: String, _ last: String, _ specialization: String?, _ auth: AuthFixture) async throws {
        let trade = specialization.map { #","specialization":"\#($0)""# } ?? ""
        let answer = await auth.send(
            .post, "/api/auth/register",
            body: #"""
                {"email":"\#(UInt64.random(in: 0 ... .max))@example.com","password":"correct horse","firstName":"\#(first)",
                 "lastName":"\#(last)","role":"DOCTOR"\#(trade)}
                """#)
        #expect(answer.status == 201)
    }

    @Test("a service learns of every doctor, page by page, however many there are", arguments: [-1, 0, 1])
    func internalPages(over: Int) async throws {
        try await withAuth { auth in
            let count = DirectoryRoutes.limitForServices + over
            _ = try await auth.pool.query(
                Statement(
                    "fill",
                    """
                    INSERT INTO users (id, email, password, first_name, last_name, role, specialization)
                    SELECT gen_random_uuid(), n || '@d.example', '$2b$', 'A', 'B' || n % 7, 'DOCTOR', 'Surgery'
                    FROM generate_series(1, $1::bigint) n
                    """), [.int(count)])
            let fields: HTTPFields = ["Authorization": "Bearer \(try auth.serviceToken())"]
            var (seen, pages, query) = (Set<String>(), 0, "specialization=surgery")
            while true {
                let answer = await auth.send(.get, "/internal/doctors", query: query, fields: fields)
                seen.formUnion(try #require(answer["doctors"]?.elements).compactMap { $0["id"]?.text })
                pages += 1
                guard let next = answer["nextCursor"]?.text else { break }
                query = "specialization=surgery&cursor=\(next)"
            }
            #expect(seen.count == count && pages == (over > 0 ? 2 : 1))
        }
    }

    @Test("a service learns who is active in a specialization, by name")
    func internalList() async throws {
        try await withAuth { auth in
            for (first, last, trade) in [
                ("Dora", "Klein", "Cardiology"), ("Ben", "Adams", "cardiac surgery"), ("Greg", "House", nil),
            ] {
                try await Self.add(first, last, trade, auth)
            }
            let fields: HTTPFields = ["Authorization": "Bearer \(try auth.serviceToken())"]
            func names(_ query: String?) async throws -> [String] {
                let answer = await auth.send(.get, "/internal/doctors", query: query, fields: fields)
                return try #require(answer["doctors"]?.elements, "\(answer.text)").compactMap { $0["name"]?.text }
            }
            #expect(try await names("specialization=CARDI") == ["Ben Adams", "Dora Klein"])
            #expect(try await names(nil).count == 3)
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false WHERE last_name = 'Klein'"))
            #expect(try await names("specialization=cardi") == ["Ben Adams"])
            #expect(await auth.send(.get, "/internal/doctors", query: "q=x", fields: fields).code == "invalid_parameter")
            #expect(await auth.send(.get, "/internal/doctors").status == 401)
        }
    }

    @Test("bookable doctors by name, found by the beginnings of words and of their specialization, page by page")
    func search() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            for (first, last, trade) in [
                ("Dora", "Klein", "Cardiology"), ("Greg", "House", "Nephrology"), ("Anna-Lena", "Klein", "Cardiac surgery"),
                ("Zoë", "Ångström", "100% _care\\\\"), ("Ben", "Adams", nil),
            ] { try await Self.add(first, last, trade, auth) }
            func names(_ query: String) async throws -> [String] {
                let answer = await auth.call(.get, "/api/auth/doctors", as: ann, query: query)
                return try #require(answer["doctors"]?.elements, "\(answer.text)").compactMap { $0["name"]?.text }
            }
            let all = try await names("")
            #expect(Set(all.prefix(4)) == ["Ben Adams", "Greg House", "Anna-Lena Klein", "Dora Klein"] && all.count == 5)
            #expect(all.filter { $0.hasSuffix("Klein") } == ["Anna-Lena Klein", "Dora Klein"])
            #expect(try await names("q=kle") == ["Anna-Lena Klein", "Dora Klein"])
            #expect(try await names("q=klein+dor") == ["Dora Klein"])
            #expect(try await names("q=LENA") == ["Anna-Lena Klein"])
            #expect(try await names("q=%C3%85ngstr") == ["Zoë Ångström"])
            #expect(try await names("q=surg") == ["Anna-Lena Klein"])
            #expect(try await names("q=zzzz").isEmpty)
            #expect(try await names("specialization=cardi") == ["Anna-Lena Klein", "Dora Klein"])
            #expect(try await names("specialization=Cardiology") == ["Dora Klein"])
            #expect(try await names("q=klein&specialization=cardiac") == ["Anna-Lena Klein"])
            // What means something to LIKE or to a text search means nothing here.
            #expect(try await names("specialization=100%25+_") == ["Zoë Ångström"])
            #expect(try await names("specialization=%25").isEmpty)
            #expect(try await names("q=kle%3A*+%26+%21dora") == ["Dora Klein"])
            #expect(try await names("q=kle%27%29+%7C+%28").count == 2)
            var paged: [String] = []
            var query = "limit=2"
            while true {
                let answer = await auth.call(.get, "/api/auth/doctors", as: ann, query: query)
                paged += answer["doctors"]?.elements?.compactMap { $0["name"]?.text } ?? []
                guard let next = answer["nextCursor"]?.text else { break }
                query = "limit=2&cursor=\(next)"
            }
            #expect(paged == all)
            let one = await auth.call(.get, "/api/auth/doctors", as: ann, query: "q=house")["doctors"]?.elements?.first
            #expect(one?["specialization"] == "Nephrology" && one?["email"] == nil && one?["phone"] == nil)
        }
    }

    @Test("patients and doctors who are switched off are not among them; one must be signed in")
    func others() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            try await Self.add("Dora", "Klein", nil, auth)
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false WHERE role = 'DOCTOR'"))
            let answer = await auth.call(.get, "/api/auth/doctors", as: ann)
            #expect(answer.status == 200 && answer["doctors"] == [] && answer["nextCursor"] == .null)
            #expect(await auth.send(.get, "/api/auth/doctors").status == 401)
            for bad in ["q=\(String(repeating: "x", count: 101))", "cursor=WzFd", "specialization=a%00b", "name=x"] {
                #expect(await auth.call(.get, "/api/auth/doctors", as: ann, query: bad).code == "invalid_parameter", "\(bad)")
            }
        }
    }

    @Test("each search has its index, among many")
    func indexes() async throws {
        try await withAuth { auth in
            _ = try await auth.pool.query(
                Statement(
                    "many",
                    """
                    INSERT INTO users (id, email, password, first_name, last_name, role, specialization)
                    SELECT gen_random_uuid(), n || '@example.com', '$2b$04$', md5(n::text), md5((n + 1)::text), 'DOCTOR', md5((n + 2)::text)
                    FROM generate_series(1, 3000) n
                    """))
            _ = try await auth.pool.query(Statement("vacuum", "VACUUM ANALYZE users"))
            for (condition, index) in [
                ("", "users_doctors_by_name"),
                ("AND directory_words @@ to_tsquery('simple', '''kle'':*')", "users_doctors_by_words"),
                (
                    "AND folded_specialization ~>=~ folded('Card') AND folded_specialization ~<~ (folded('Card') || chr(1114111))",
                    "users_doctors_by_specialization"
                ),
            ] {
                let rows = try await auth.pool.query(
                    Statement(
                        "plan",
                        """
                        EXPLAIN SELECT id FROM users WHERE role = 'DOCTOR' AND active \(condition)
                        ORDER BY last_name, first_name, id LIMIT 20
                        """))
                let plan = try rows.map { try $0.text(0) }.joined(separator: "\n")
                #expect(plan.contains(index), "\(plan)")
            }
        }
    }
}
