import CoreHTTP
import HTTPWire
import Limits
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import AuthService

/// Limits are counted by the clock of Redis: a budget of n a minute lets one more through every 60/n seconds of a slow run.
@Suite("What is limited, and by what", .timeLimit(.minutes(4))) struct AttackLimitTests {
    private static func logIn(_ auth: AuthFixture, _ email: String, from address: String) async -> Answer {
        await auth.send(
            .post, "/api/auth/login", body: #"{"email":"\#(email)","password":"wrong horse"}"#, limitedFrom: address)
    }

    @Test("a subscriber of IPv6 is a /64, an IPv4 address mapped into IPv6 is itself: as many guesses as one IPv4 address has")
    func networks() async throws {
        try await withAuth(["LOGIN_LIMIT_ADDRESS": "7", "LOGIN_LIMIT_ACCOUNT": "0"]) { auth in
            let hosts = (1...60).map { String($0 * 1_031, radix: 16) }
            let attackers: [(name: String, addresses: [String])] = [
                ("4", (1...60).map { _ in "192.0.2.7" }),
                ("6", hosts.map { "2001:db8:1:2:\($0):\($0)::1" }),
                ("mapped", (1...60).map { $0.isMultiple(of: 2) ? "::ffff:198.51.100.7" : "198.51.100.7" }),
            ]
            for (name, addresses) in attackers {
                var guesses = 0
                for address in addresses where await Self.logIn(auth, "\(name)@example.com", from: address).status == 401 {
                    guesses += 1
                }
                #expect((7...9).contains(guesses), "\(name): \(guesses)")
            }
            // Another /64 is somebody else.
            #expect(await Self.logIn(auth, "6@example.com", from: "2001:db8:1:3::1").status == 401)
        }
    }

    @Test("an account has one budget, however its email is spelled; its fields tell nobody of it")
    func spellings() async throws {
        try await withAuth(["LOGIN_LIMIT_ADDRESS": "0"]) { auth in
            let blanks = ["", " ", "\\t", "\\n ", "\\u00a0", "\\u3000"]
            let cases = ["ann@example.com", "ANN@Example.com", "aNN@EXAMPLE.COM"]
            var answers: [Answer] = []
            for before in blanks {
                for after in blanks {
                    let email = before + cases[answers.count % cases.count] + after
                    answers.append(await Self.logIn(auth, email, from: "192.0.2.7"))
                }
            }
            let guesses = answers.filter { $0.status == 401 }
            #expect((5...7).contains(guesses.count) && answers.allSatisfy { [401, 429].contains($0.status) }, "\(guesses.count)")
            for answer in guesses { #expect(answer.fields["RateLimit"] == nil && answer.fields["RateLimit-Policy"] == nil) }
            for answer in answers where answer.status == 429 {
                #expect(answer.fields["Retry-After"] != nil && answer.fields["RateLimit"]?.contains("login-account") != true)
            }
        }
    }

    @Test("of ten thousand guesses from as many addresses in an hour at most a hundred pass, in a day too, whenever they come")
    func anyHour() throws {
        let environment = AuthFixture.environment
        let limits = AuthLimits(from: try ConfigurationReader(environment: environment).read(AuthConfiguration.keys))
        let policies = limits.policies.filter { ["login-account", "login-account-day"].contains($0.name) }
        #expect(policies.count == 2)
        for (seconds, most) in [(1, 100), (60, 100), (3_600, 100), (86_400, 100)] {
            var arrivals = policies.map { _ in Int?.none }
            var passed = 0
            for number in 0..<10_000 {
                let now = number * seconds * 100
                let outcomes = zip(policies, arrivals).map { GCRA.take($0, arrival: $1, now: now) }
                guard outcomes.allSatisfy(\.isAllowed) else { continue }
                arrivals = outcomes.map { now + $0.ahead }
                passed += 1
            }
            #expect(passed <= most && passed >= 5, "\(seconds) s: \(passed)")
        }
    }

    @Test("of ten thousand guesses from as many addresses a hundred reach bcrypt, and the owner comes in from a known device")
    func manyAddresses() async throws {
        try await withAuth(["LOGIN_LIMIT_ACCOUNT": "0"]) { auth in
            let registered = await auth.register("ann@example.com")
            let device = try #require(registered.cookie("knownDevice").first)
            let before = auth.hashes.verified
            var signedIn = 0
            for number in 0..<10_000 {
                _ = await Self.logIn(auth, "ann@example.com", from: "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)")
                guard number.isMultiple(of: 2_000) else { continue }
                let answer = await auth.send(
                    .post, "/api/auth/login", body: #"{"email":"ann@example.com","password":"correct horse"}"#,
                    fields: ["Cookie": "knownDevice=\(device)"], limitedFrom: "192.0.2.9")
                signedIn += answer.status == 200 ? 1 : 0
            }
            #expect(signedIn == 5)
            #expect(auth.hashes.verified - before - 5 <= 100)
        }
    }

    @Test("a known device has ten guesses at the account it is known to, and none more elsewhere; a forged one has none")
    func knownDevice() async throws {
        try await withAuth(["LOGIN_LIMIT_ADDRESS": "0"]) { auth in
            let registered = await auth.register("ann@example.com")
            _ = await auth.register("bob@example.com")
            let device = try #require(registered.cookie("knownDevice").first)
            func guesses(_ email: String, _ cookie: String) async -> Int {
                var guesses = 0
                for _ in 0..<30 {
                    let answer = await auth.send(
                        .post, "/api/auth/login", body: #"{"email":"\#(email)","password":"wrong horse"}"#,
                        fields: ["Cookie": "knownDevice=\(cookie)"], limitedFrom: "192.0.2.7")
                    guesses += answer.status == 401 ? 1 : 0
                }
                return guesses
            }
            #expect(await guesses("ann@example.com", device) == 10)
            #expect((5...7).contains(await guesses("bob@example.com", device)))
            #expect((5...7).contains(await guesses("ann@example.com", device + "A")))
        }
    }

    @Test("sign-ins that succeed take nothing from a known device: a browser that keeps its cookies signs in as often as it likes")
    func successes() async throws {
        try await withAuth(["LOGIN_LIMIT_ADDRESS": "0", "LOGIN_LIMIT_ACCOUNT": "1"]) { auth in
            var device = try #require(await auth.register("ann@example.com").cookie("knownDevice").first)
            for number in 0..<40 {
                // A mistake now and then does not add up either.
                let password = number % 4 == 1 ? "wrong horse" : "correct horse"
                let answer = await auth.send(
                    .post, "/api/auth/login", body: #"{"email":"ann@example.com","password":"\#(password)"}"#,
                    fields: ["Cookie": "knownDevice=\(device)"], limitedFrom: "192.0.2.7")
                #expect(answer.status == (number % 4 == 1 ? 401 : 200), "\(number)")
                device = answer.cookie("knownDevice").first ?? device
            }
        }
    }

    @Test("invented refresh tokens are the address's affair: a valid one is not shut out by them, and has a budget of its own")
    func refresh() async throws {
        try await withAuth(["REFRESH_LIMIT": "8"]) { auth in
            let ann = try await auth.person("ann@example.com")
            func refresh(_ token: String) async -> Answer {
                await auth.send(
                    .post, "/api/auth/refresh", fields: ["Cookie": "refreshToken=\(token)"], limitedFrom: "192.0.2.7")
            }
            var refused: [Int] = []
            for number in 0..<32 { refused.append(await refresh("invented-\(number)").status) }
            #expect(refused.prefix(8).allSatisfy { $0 == 401 } && refused.last == 429)
            var (token, taken) = (ann.refresh, 0)
            for _ in 0..<32 {
                let answer = await refresh(token)
                #expect([200, 429].contains(answer.status))
                guard answer.status == 200 else { break }
                (token, taken) = (answer.refreshToken, taken + 1)
            }
            #expect((8...12).contains(taken), "\(taken)")
            let bob = try await auth.person("bob@example.com")
            #expect(await refresh(bob.refresh).status == 200)
        }
    }

    @Test("nothing that anybody may send is written without being charged: of 100 requests to each route few leave a row")
    func anonymousWrites() async throws {
        let environment = ["GOOGLE_CLIENT_ID": "clinic", "GOOGLE_CLIENT_SECRET": "s", "GOOGLE_ISSUER": "http://127.0.0.1:1"]
        for environment in [[:], environment] {
            try await withAuth(environment) { auth in
                let tables = try await auth.pool.query(
                    Statement(
                        "tables", "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()")
                ).map { try $0.text(0) }
                func rows() async throws -> Int {
                    var total = 0
                    for table in tables {
                        total += try await auth.pool.query(Statement("rows", "SELECT count(*) FROM \(table)"))[0].int(0)
                    }
                    return total
                }
                for route in RouteTable.auth {
                    let before = try await rows()
                    for number in 0..<100 {
                        let body: String? =
                            switch (route.method, route.template) {
                            case (.post, "/api/auth/register"): AuthFixture.registration("r\(number)@example.com")
                            case (.post, "/api/auth/login"): #"{"email":"l\#(number)@example.com","password":"wrong horse"}"#
                            case (.post, "/api/auth/refresh"): #"{"refreshToken":"r\#(number)"}"#
                            case (.post, _), (.patch, _): "{}"
                            default: nil
                            }
                        _ = await auth.send(route.method, route.template, body: body, limitedFrom: "192.0.2.7")
                    }
                    // A registration is an account, its place in the changes, a session, a token, an event; a pseudonym, and an entry
                    // of the access log with its subject, which are counted in the table and in its part.
                    let limit = route.template == "/api/auth/register" ? 10 * 20 : 20
                    let written = try await rows() - before
                    #expect(written < limit, "\(route.method.name) \(route.template): \(written)")
                }
            }
        }
    }
}
