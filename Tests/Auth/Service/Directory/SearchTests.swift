import CoreHTTP
import Foundation
import HTTPWire
import Postgres
import Testing

@testable import AuthService

@Suite("Looking for doctors") struct SearchTests {
    private static let doctors = [
        ("Jörg", "Weiß", "Dermatologie"), ("Zoë", "Ångström", "Dermatology"), ("Łukasz", "Skinner", "Kardiologie"),
        ("Ana", "Muñoz", "Médecine générale"), ("Lea", "Ent", "Gastro-Enterology"), ("Olga", "Öhr", "ENT"),
        ("سامي", "نجار", "الأمراض الجلدية"),
    ]

    private func open(_ environment: [String: String] = [:], _ body: @escaping @Sendable (AuthFixture, Person) async throws -> Void)
        async throws
    {
        try await withAuth(environment) { auth in
            for (first, last, trade) in Self.doctors {
                let answer = await auth.send(
                    .post, "/api/auth/register",
                    body: #"""
                        {"email":"\#(UInt64.random(in: 0 ... .max))@example.com","password":"correct horse","firstName":"\#(first)",
                         "lastName":"\#(last)","role":"DOCTOR","specialization":"\#(trade)"}
                        """#)
                #expect(answer.status == 201)
            }
            try await body(auth, try await auth.person("ann@example.com"))
        }
    }

    private func search(_ text: String, _ auth: AuthFixture, _ person: Person, _ more: String = "") async -> Answer {
        let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return await auth.call(.get, "/api/auth/doctors", as: person, query: "q=\(encoded)\(more)")
    }

    private func names(_ answer: Answer) -> [String] { answer["doctors"]?.elements?.compactMap { $0["lastName"]?.text } ?? [] }

    @Test("without case and accents, by name, specialization and need, own names first; a short specialization is a whole word")
    func found() async throws {
        try await open { auth, ann in
            for (text, expected) in [
                ("weis", ["Weiß"]), ("WEISS jorg", ["Weiß"]), ("angstrom", ["Ångström"]), ("łuk", ["Skinner"]),
                ("lukasz", ["Skinner"]),
                ("munoz", ["Muñoz"]), ("generale", ["Muñoz"]), ("dermatolog", ["Weiß", "Ångström"]),
                ("skin", ["Skinner", "Weiß", "Ångström", "نجار"]), ("skin weiss", ["Weiß"]),
                ("Hautausschlag", ["Weiß", "Ångström", "نجار"]),
                ("herz", ["Skinner"]), ("rashes", ["Weiß", "Ångström", "نجار"]), ("اكزيما", ["Weiß", "Ångström", "نجار"]),
                ("throat", ["Öhr"]), ("ent", ["Ent", "Öhr"]), ("fièvre", ["Muñoz"]),
            ] {
                let answer = await search(text, auth, ann)
                // The database's collation decides between W and Å.
                #expect(names(answer).sorted() == expected.sorted(), "\(text): \(names(answer))")
                #expect(answer["near"] == false && names(answer).first == expected.first || expected.count > 1)
            }
            #expect(names(await search("skin", auth, ann)).first == "Skinner")
        }
    }

    @Test("pages of any size hold each doctor once, in the order of the whole", arguments: [1, 2, 3, 4])
    func pages(limit: Int) async throws {
        try await open { auth, ann in
            let whole = names(await search("skin", auth, ann))
            #expect(whole.count == 4)
            var (read, more, pages): ([String], String?, Int) = ([], "&limit=\(limit)", 0)
            while let asked = more, pages < 6 {
                let answer = await search("skin", auth, ann, asked)
                read += names(answer)
                pages += 1
                more = answer["nextCursor"]?.text.map { "&limit=\(limit)&cursor=\($0)" }
            }
            #expect(read == whole && pages == (4 + limit - 1) / limit)
        }
    }

    @Test("when nobody is found the likest are, the likest first; nothing is like nothing")
    func near() async throws {
        try await open { auth, ann in
            let typed = [
                ("Weisss", "Weiß"), ("Scinner", "Skinner"), ("dermatolgist", "Weiß"), ("Angstrum", "Ångström"), ("Wies", "Weiß"),
                ("Sikn", "Skinner"),
            ]
            for (text, first) in typed {
                let answer = await search(text, auth, ann)
                #expect(answer["near"] == true && answer["nextCursor"] == .null, "\(text)")
                #expect(names(answer).contains(first), "\(text): \(names(answer))")
            }
            for text in ["qqqq", "sc"] {
                let nobody = await search(text, auth, ann)
                #expect(nobody["near"] == false && nobody["doctors"] == [])
            }
            #expect(names(await search("Weisss", auth, ann, "&specialization=kardio")).isEmpty)
        }
    }

    @Test("specializations are counted whatever their case and accents, those who are switched off not")
    func counts() async throws {
        try await open { auth, ann in
            _ = try await auth.pool.query(
                Statement(
                    "alike",
                    """
                    UPDATE users SET specialization = CASE last_name WHEN 'Weiß' THEN 'dérmatology' ELSE 'Dermatology' END
                    WHERE last_name IN ('Weiß', 'Ångström', 'Skinner')
                    """))
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false WHERE last_name = 'Öhr'"))
            let answer = await auth.call(.get, "/api/auth/doctors/specializations", as: ann)
            let found = answer["specializations"]?.elements ?? []
            #expect(found.first?["name"] == "Dermatology" && found.first?["doctors"]?.integer == 3)
            #expect(found.count == 4 && !found.contains { $0["name"] == "ENT" })
            #expect(await auth.call(.get, "/api/auth/doctors/specializations", as: ann, query: "x=1").code == "invalid_parameter")
        }
    }

    @Test("strangers read doctors and specializations when the clinic lets them, as often as it lets them, and nothing else")
    func strangers() async throws {
        try await open(["PUBLIC_BOOKING": "on", "PUBLIC_LIMIT": "3"]) { auth, ann in
            let paths = ["/api/auth/doctors", "/api/auth/doctors/specializations"]
            for path in paths {
                let answer = await auth.send(.get, path)
                #expect(answer.status == 200 && answer.fields["Cache-Control"] == "public, max-age=15")
                #expect(answer.fields.all("Vary").contains("Authorization, Cookie"))
                let own = await auth.call(.get, path, as: ann)
                #expect(own.status == 200 && own.fields["Cache-Control"] == "no-store")
                // What is given counts, and is not passed over.
                #expect(await auth.send(.get, path, fields: ["Authorization": "Bearer x"]).status == 401)
                #expect(await auth.send(.get, path, fields: ["Cookie": "accessToken=x"]).status == 401)
            }
            for path in ["/api/auth/users", "/api/auth/profile", "/api/auth/synonyms"] {
                #expect(await auth.send(.get, path).status == 401)
            }
            // One network, whatever the address in it; another one is not concerned, nor is who is signed in.
            for (index, address) in ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:9::3", "2001:db8::4"].enumerated() {
                let answer = await auth.send(.get, paths[index % 2], limitedFrom: address)
                #expect(answer.status == (index < 3 ? 200 : 429))
                #expect((answer.fields["Retry-After"] != nil) == (index == 3))
            }
            #expect(await auth.send(.get, paths[0], limitedFrom: "2001:db8:0:1::1").status == 200)
            let token: HTTPFields = ["Authorization": "Bearer \(ann.access)"]
            #expect(await auth.send(.get, paths[0], fields: token, limitedFrom: "2001:db8::1").status == 200)
        }
    }

    @Test("which provider there is, and how staff register, can be asked by everybody")
    func providers() async throws {
        try await withAuth { auth in
            let none = await auth.send(.get, "/api/auth/providers")
            #expect(none.status == 200 && none["providers"] == [] && none["staffRegistration"] == "open")
        }
        for setting in ["open", "approval", "invited"] {
            try await withAuth(["STAFF_REGISTRATION": setting]) { auth in
                #expect(await auth.send(.get, "/api/auth/providers")["staffRegistration"]?.text == setting)
            }
        }
        for (issuer, name) in [
            ("https://accounts.google.com", "Google"), ("https://id.example.org/realms/clinic", "id.example.org"),
        ] {
            try await withAuth(["GOOGLE_CLIENT_ID": "clinic", "GOOGLE_ISSUER": issuer]) { auth in
                let one = await auth.send(.get, "/api/auth/providers")["providers"]?.elements
                #expect(one?.count == 1 && one?.first?["id"] == "google" && one?.first?["name"]?.text == name)
            }
        }
    }
}
