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

@Suite("The link of a clinic's first hour") struct FirstRunTests {
    private static func use(
        _ token: String, _ auth: AuthFixture, email: String = "root@example.com", password: String = "correct horse"
    ) async
        -> Answer
    {
        await auth.send(
            .post, "/api/auth/first-run",
            body: #"{"token":"\#(token)","email":"\#(email)","password":"\#(password)","firstName":"Ada","lastName":"Byron"}"#)
    }

    @discardableResult
    private static func make(_ token: String, _ auth: AuthFixture) async throws -> Bool {
        try await FirstRunStore(pool: auth.pool).make(
            MailToken.digest(token), at: auth.now, entry: auth.securityEvents.events.operatorEntry())
    }

    @Test("makes the first admin, once, and dies with any admin")
    func whole() async throws {
        try await withAuth { auth in
            let first = try await Self.make("first", auth)
            #expect(first)
            let answer = await Self.use("first", auth)
            #expect(
                answer.status == 201 && answer["user"]?["role"] == "ADMIN" && answer["user"]?["emailVerified"] == false,
                "\(answer.text)")
            let root = try Person(answer)
            #expect(await auth.call(.get, "/api/auth/users", as: root).status == 200)
            #expect(await Self.use("first", auth, email: "other@example.com").code == "link_refused")
            let second = try await Self.make("second", auth)
            #expect(!second)
            #expect(await Self.use("second", auth, email: "other@example.com").code == "link_refused")
        }
    }

    @Test("does not work when it is altered, too old, replaced, or an admin came another way")
    func refused() async throws {
        for (name, act) in [
            ("altered", { _ in "other" }),
            (
                "too old",
                { auth in
                    auth.clock.advance(by: .seconds(72 * 3_600))
                    return "token"
                }
            ),
            (
                "replaced",
                { auth in
                    try await Self.make("newer", auth)
                    return "token"
                }
            ),
            (
                "an admin",
                { auth in
                    _ = try await auth.admin("made@example.com")
                    return "token"
                }
            ),
        ] as [(String, (AuthFixture) async throws -> String)] {
            let act = Unchecked(act)
            try await withAuth { auth in
                try await Self.make("token", auth)
                let answer = await Self.use(try await act.value(auth), auth)
                #expect(answer.status == 410 && answer.code == "link_refused", "\(name): \(answer.text)")
                try await auth.expect(0, from: "SELECT count(*) FROM users WHERE email = 'root@example.com'")
            }
        }
    }

    @Test("lives on when the address is taken or the form is wrong")
    func livesOn() async throws {
        try await withAuth(["PASSWORD_POLICY": "strict"]) { auth in
            _ = try await auth.person("root@example.com")
            try await Self.make("token", auth)
            #expect(await Self.use("token", auth).code == "email_taken")
            #expect(await Self.use("token", auth, password: "password123").status == 422)
            #expect(await Self.use("token", auth, email: "ada@example.com").status == 201)
        }
    }

    @Test("of two at once one becomes the admin")
    func race() async throws {
        try await withAuth { auth in
            try await Self.make("token", auth)
            let both = Unchecked(auth)
            let statuses = await withTaskGroup(of: Int.self) { group in
                for email in ["a@example.com", "b@example.com"] {
                    group.addTask { await Self.use("token", both.value, email: email).status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201, 410])
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE role = 'ADMIN'")
        }
    }

    @Test(
        "is printed by the program, works once and only the newest; refused while there is an admin, and without a database",
        .timeLimit(.minutes(2)))
    func command() async throws {
        #expect(try AuthProgram.run(["first-run-link", "x"]).status == 2)
        try await Stores.withPrivate([.postgres]) { stores in
            let environment = try stores.environment(.auth).merging(["FRONTEND_URL": "https://clinic.example"]) { $1 }
            @Sendable func run() throws -> (status: Int32, output: String) {
                try AuthProgram.run(["first-run-link"], environment: environment)
            }
            var tokens: [String] = []
            for _ in 0..<2 {
                let made = try run()
                // Nothing but the link, for a script to read.
                let lines = made.output.split(separator: "\n")
                #expect(made.status == 0 && lines.count == 1, "\(made.output)")
                let token = try #require(lines.first?.split(separator: "/link#first=").last)
                #expect(made.output == "https://clinic.example/link#first=\(token)\n" && token.count == 43)
                tokens.append(String(token))
            }
            let links = tokens
            try await withAuth(program: stores) { auth in
                // Both programs have the time of now.
                auth.clock.set(WallClock.system.instant.microseconds / 1_000)
                #expect(await Self.use(links[0], auth).code == "link_refused")
                let answer = await Self.use(links[1], auth)
                #expect(answer.status == 201 && answer["user"]?["role"] == "ADMIN", "\(answer.text)")
                #expect(await Self.use(links[1], auth, email: "other@example.com").code == "link_refused")
                let refused = try run()
                #expect(refused.status == 1 && refused.output.contains("there is an admin already, who invites others"))
                #expect(!refused.output.contains("/link#"), "\(refused.output)")
                try await auth.expectRows(0, in: "first_run_links")
                try await auth.expectRows(1, in: "users")
            }
            try await stores.stop(.postgres)
            let away = try run()
            #expect(away.status == 1 && away.output.contains("the database cannot be reached"), "\(away.output)")
            #expect(!away.output.contains("/link#"))
        }
    }
}
