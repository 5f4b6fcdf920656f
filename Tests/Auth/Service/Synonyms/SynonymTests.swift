import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AuthService

@Suite("Synonyms that an admin keeps") struct SynonymTests {
    private static let path = "/api/auth/synonyms"

    @Test("some for every area of medicine are there from the beginning; what is added, changed and taken away is found by at once")
    func life() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            _ = await auth.send(
                .post, "/api/auth/register",
                body: #"""
                    {"email":"d@example.com","password":"correct horse","firstName":"Dora","lastName":"Klein","role":"DOCTOR",
                     "specialization":"Sleep medicine"}
                    """#)
            func isFound(_ word: String) async -> Bool {
                await auth.call(.get, "/api/auth/doctors", as: root, query: "q=\(word)")["doctors"]?.elements?.count == 1
            }
            let seeded = await auth.call(.get, Self.path, as: root)["synonyms"]?.elements ?? []
            #expect(seeded.count == 14 && seeded.allSatisfy { ($0["words"]?.elements?.count ?? 0) > 10 })
            #expect(await !isFound("snoring"))
            let added = await auth.call(
                .post, Self.path, as: root, body: #"{"words":["snoring","  Schnarchen "],"specializations":["Sleep"]}"#)
            let id = added["id"]?.text ?? ""
            #expect(added.status == 201 && added.fields["ETag"] == "\"1\"" && added.fields["Location"] == "\(Self.path)/\(id)")
            #expect(added["words"] == ["snoring", "Schnarchen"])
            #expect(await isFound("SNOR"))
            #expect(await isFound("schnarche"))
            #expect(await !isFound("sn"), "two letters mean nothing")
            let changed = await auth.call(
                .put, "\(Self.path)/\(id)", as: root, body: #"{"words":["apnoea"],"specializations":["sleep MEDIC"]}"#,
                fields: ["If-Match": "\"1\""])
            #expect(changed.status == 200 && changed["version"]?.integer == 2 && changed.fields["ETag"] == "\"2\"")
            #expect(await isFound("apnoea"))
            #expect(await !isFound("snoring"))
            for (tag, status) in [("\"1\"", 412), ("\"1\", \"2\"", 200), ("*", 200), ("W/\"4\"", 412)] {
                let answer = await auth.call(
                    .put, "\(Self.path)/\(id)", as: root, body: #"{"words":["apnoea"],"specializations":["sleep"]}"#,
                    fields: ["If-Match": tag])
                #expect(answer.status == status, "\(tag)")
                if status == 412 { #expect(answer.code == "precondition_failed") }
            }
            let stale = await auth.call(.delete, "\(Self.path)/\(id)", as: root, fields: ["If-Match": "\"2\""])
            #expect(stale.status == 412)
            let all = await auth.call(.get, Self.path, as: root)["synonyms"]?.elements
            #expect(all?.first { $0["id"]?.text == id }?["version"]?.integer == 4)
            #expect(await auth.call(.delete, "\(Self.path)/\(id)", as: root, fields: ["If-Match": "\"4\""]).status == 204)
            #expect(await auth.call(.delete, "\(Self.path)/\(id)", as: root).status == 404)
            #expect(await !isFound("apnoea"))
        }
    }

    @Test("what cannot be looked for by is refused, each place told")
    func refusals() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            for (body, pointers) in [
                (#"{"words":[],"specializations":["x"]}"#, ["/words"]),
                (#"{"words":["two words","-","ok"],"specializations":["x"]}"#, ["/words/0", "/words/1"]),
                (
                    #"{"words":["check-up"],"specializations":["!","https://x.example"]}"#,
                    ["/words/0", "/specializations/0", "/specializations/1"]
                ),
                (#"{"words":["ok"]}"#, ["/specializations"]), (#"{"words":["ok"],"specializations":["x"],"id":1}"#, ["/id"]),
            ] {
                let answer = await auth.call(.post, Self.path, as: root, body: body)
                #expect(answer.status == 422 && answer.code == "validation_failed")
                let found = answer["errors"]?.elements?.compactMap { $0["pointer"]?.text } ?? []
                #expect(Set(found) == Set(pointers), "\(body): \(found)")
            }
            let missing = await auth.call(
                .put, "\(Self.path)/x", as: root, body: #"{"words":["ok"],"specializations":["x"]}"#)
            #expect(missing.status == 404)
            _ = try await auth.pool.query(
                Statement(
                    "many",
                    "INSERT INTO synonyms (id, specializations) SELECT gen_random_uuid(), '{x}' FROM generate_series(1, 186)"))
            let many = await auth.call(.post, Self.path, as: root, body: #"{"words":["ok"],"specializations":["x"]}"#)
            #expect(many.status == 422)
        }
    }
}
