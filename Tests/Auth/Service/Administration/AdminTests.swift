import Access
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Reactor
import Redis
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("Admins: accounts") struct AdminTests {
    @Test("all accounts newest first, by role, state and the beginnings of words, page by page")
    func list() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            for number in 0..<5 {
                auth.clock.advance(by: .seconds(1))
                _ = await auth.register("p\(number)@example.com", role: number.isMultiple(of: 2) ? "DOCTOR" : "PATIENT")
            }
            _ = try await auth.pool.query(
                Statement("names", "UPDATE users SET first_name = 'Jürgen', last_name = 'O''Hara-Müller' WHERE email LIKE 'p3%'"))
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false WHERE email LIKE 'p4%'"))
            func emails(_ query: String) async throws -> [String] {
                let answer = await auth.call(.get, "/api/auth/users", as: root, query: query)
                return try #require(answer["users"]?.elements, "\(answer.text)").compactMap { $0["email"]?.text }
            }
            #expect(try await emails("").map { $0.prefix(2) } == ["p4", "p3", "p2", "p1", "p0", "ro"])
            #expect(try await emails("role=DOCTOR").map { $0.prefix(2) } == ["p4", "p2", "p0"])
            #expect(try await emails("active=false").map { $0.prefix(2) } == ["p4"])
            #expect(try await emails("role=DOCTOR&active=true").map { $0.prefix(2) } == ["p2", "p0"])
            for query in ["q=m%C3%BCl", "q=J%C3%9CR+hara", "q=o%27ha", "q=p3%40exam", "q=hara-m%C3%BCller"] {
                #expect(try await emails(query) == ["p3@example.com"], "\(query)")
            }
            #expect(try await emails("q=lee").count == 5)
            #expect(try await emails("q=ee").isEmpty)
            #expect(try await emails("q=%27%22%21").isEmpty)
            var paged: [String] = []
            var query = "limit=2&q=lee"
            while true {
                let answer = await auth.call(.get, "/api/auth/users", as: root, query: query)
                paged += answer["users"]?.elements?.compactMap { $0["email"]?.text } ?? []
                guard let next = answer["nextCursor"]?.text else { break }
                query = "limit=2&q=lee&cursor=\(next)"
                #expect(answer.fields["Link"] == "</api/auth/users?\(query)>; rel=\"next\"")
            }
            #expect(try await emails("q=lee") == paged)
            for bad in ["role=ROOT", "active=1", "q=\(String(repeating: "x", count: 101))", "q=a%00", "sort=name", "cursor=AAAA"] {
                #expect(await auth.call(.get, "/api/auth/users", as: root, query: bad).code == "invalid_parameter", "\(bad)")
            }
        }
    }

    @Test("nobody else may: 401 without a token, 403 for patients and doctors")
    func forbidden() async throws {
        try await withAuth { auth in
            let others = [try await auth.person("ann@example.com"), try await auth.person("doc@example.com", role: "DOCTOR")]
            for (method, path) in [
                (HTTPMethod.get, "/api/auth/users"), (.get, "/api/auth/users/\(others[0].id)"),
                (.patch, "/api/auth/users/\(others[0].id)"), (.get, "/api/auth/events"),
            ] {
                let body = method == .patch ? #"{"role":"ADMIN"}"# : nil
                #expect(await auth.send(method, path, body: body).status == 401)
                for other in others {
                    let answer = await auth.call(method, path, as: other, body: body)
                    #expect(answer.status == 403 && answer.code == "forbidden", "\(path)")
                }
            }
            try await auth.expect(0, from: "SELECT count(*) FROM users WHERE role = 'ADMIN'")
        }
    }

    @Test("a role change signs the person out, and from the next sign-in on it counts")
    func role() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let ann = try await auth.person("ann@example.com")
            let answer = await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: #"{"role":"DOCTOR"}"#)
            #expect(answer.status == 200 && answer["role"] == "DOCTOR" && answer["version"] == 2)
            #expect(await auth.call(.get, "/api/auth/users/\(ann.id)", as: root).json == answer.json)
            #expect(await auth.profile(ann.access).code == "session_revoked")
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
            let again = try Person(await auth.logIn("ann@example.com"))
            #expect(try auth.claims(again.access).role == .doctor)
            let same = await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: #"{"role":"DOCTOR","active":true}"#)
            #expect(same.status == 200 && same["version"] == 2)
            #expect(await auth.profile(again.access).status == 200)
        }
    }

    @Test("who is switched off is out at once and cannot sign in; switched on again he can")
    func deactivation() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let ann = try await auth.person("ann@example.com")
            let path = "/api/auth/users/\(ann.id)"
            #expect(await auth.call(.patch, path, as: root, body: #"{"active":false}"#)["active"] == false)
            #expect(await auth.profile(ann.access).code == "session_revoked")
            let refused = await auth.logIn("ann@example.com")
            #expect(refused.status == 401 && refused.code == "invalid_credentials")
            #expect(await auth.call(.patch, path, as: root, body: #"{"active":true}"#)["active"] == true)
            #expect(await auth.profile(ann.access).code == "session_revoked")
            #expect(await auth.logIn("ann@example.com").status == 200)
        }
    }

    @Test("the last active admin stays one, also when two take it from each other at once")
    func lastAdmin() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            for body in [#"{"active":false}"#, #"{"role":"PATIENT"}"#] {
                let answer = await auth.call(.patch, "/api/auth/users/\(root.id)", as: root, body: body)
                #expect(answer.status == 409 && answer.code == "last_admin", "\(body)")
            }
            #expect(await auth.profile(root.access).status == 200)
            for _ in 0..<10 {
                let second = try await auth.admin("second\(UInt64.random(in: 0 ... .max))@example.com")
                let shared = Unchecked(auth)
                async let one = shared.value.call(.patch, "/api/auth/users/\(second.id)", as: root, body: #"{"active":false}"#)
                async let two = shared.value.call(.patch, "/api/auth/users/\(root.id)", as: second, body: #"{"active":false}"#)
                let statuses = await [one.status, two.status]
                #expect(statuses.contains(200) && statuses != [200, 200], "\(statuses)")
                try await auth.expect(1, from: "SELECT count(*) FROM users WHERE role = 'ADMIN' AND active")
                _ = try await auth.pool.query(
                    Statement(
                        "restore", "UPDATE users SET role = CASE WHEN id = $1 THEN 'ADMIN' ELSE 'PATIENT' END, active = true"),
                    [.text(root.id)])
                guard statuses[1] != 200 else { break }
            }
        }
    }

    @Test("what cannot be is refused: nobody of that id, an unknown role, null, members that are not an admin's to change")
    func refusals() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            for nobody in ["1", "0198a3c4-8f00-7abc-8def-0123456789ab"] {
                let path = "/api/auth/users/\(nobody)"
                #expect(await auth.call(.get, path, as: root).status == 404)
                #expect(await auth.call(.patch, path, as: root, body: #"{"active":false}"#).status == 404)
            }
            let answer = await auth.call(
                .patch, "/api/auth/users/\(root.id)", as: root, body: #"{"role":"ROOT","active":null,"email":"a@example.com"}"#)
            #expect(answer.status == 422 && answer.pointers.sorted() == ["/active", "/email", "/role"])
        }
    }

    @Test("other services hear of each change of name, role and state, and of new accounts")
    func told() async throws {
        try await withAuth { auth in
            let changes = AsyncStream.makeStream(of: UserChange?.self)
            let ready = LoopEvent(on: auth.loop)
            let subscriber = RedisSubscriber(
                auth.app.configuration.service.redis, on: auth.loop,
                resolver: Resolver(),
                onMessage: { changes.continuation.yield(UserChange(payload: $1)) }, onReady: { ready.set() })
            async let running: Void = subscriber.run()
            do { try await subscriber.subscribe(auth.app.configuration.service.redisNames.usersChannel) } catch {}
            await ready.wait()
            let root = try await auth.admin()
            let doc = try await auth.person("doc@example.com", role: "DOCTOR")
            _ = await auth.call(.patch, "/api/auth/profile", as: doc, body: #"{"phone":"1"}"#)
            _ = await auth.call(.patch, "/api/auth/profile", as: doc, body: #"{"firstName":"Dora"}"#)
            _ = await auth.call(.patch, "/api/auth/users/\(doc.id)", as: root, body: #"{"active":false}"#)
            var heard: [UserChange] = []
            for await change in changes.stream {
                if let change, change.id.description == doc.id { heard.append(change) }
                if heard.count == 3 { break }
            }
            subscriber.close()
            await running
            #expect(heard.map(\.version) == [1, 3, 4] && heard.map(\.name) == ["Ann Lee", "Dora Lee", "Dora Lee"])
            #expect(heard.map(\.active) == [true, true, false] && heard.allSatisfy { $0.role == .doctor })
        }
    }
}
