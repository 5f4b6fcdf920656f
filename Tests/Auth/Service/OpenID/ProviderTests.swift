import AuthDomain
import Contracts
import CoreHTTP
import Foundation
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import AuthService

@Suite("Signing in through several providers", .timeLimit(.minutes(4))) struct ProviderTests {
    private static func listed(_ id: String, _ issuer: String, _ more: String = "") -> String {
        #"{"id":"\#(id)","name":"The \#(id)","issuer":"\#(issuer)","clientId":"clinic","clientSecret":"s"\#(more)}"#
    }

    @Test("each is listed, has its own subjects, and takes no answer of another")
    func several() async throws {
        try await IdentityProvider.use { first in
            try await IdentityProvider.use { second in
                let providers = [
                    Self.listed("one", first.issuer), Self.listed("two", second.issuer, #","domains":["two.example"]"#),
                ]
                let environment = [
                    "GOOGLE_CLIENT_ID": "clinic", "GOOGLE_ISSUER": "http://127.0.0.1:1",
                    "OIDC_PROVIDERS": "[\(providers.joined(separator: ","))]",
                ]
                try await withAuth(environment) { auth in
                    let told = await auth.send(.get, "/api/auth/providers")["providers"]?.elements ?? []
                    #expect(told.compactMap { $0["id"]?.text } == ["google", "one", "two"])
                    #expect(told.compactMap { $0["name"]?.text } == ["127.0.0.1:1", "The one", "The two"])
                    let paths = told.compactMap { $0["path"]?.text }
                    #expect(paths == ["/api/auth/google", "/api/auth/providers/one", "/api/auth/providers/two"])
                    let one = ProviderBrowser(auth: auth, provider: first, path: paths[1])
                    let two = ProviderBrowser(auth: auth, provider: second, path: paths[2])
                    try await subjects(one, two)
                    try await mixUps(one, two)
                    #expect(await auth.send(.get, "/api/auth/providers/three").signInError == "provider_not_configured")
                    #expect(await auth.send(.get, "/api/auth/providers/three/callback").signInError == "provider_not_configured")
                }
            }
        }
    }

    private func subjects(_ one: ProviderBrowser, _ two: ProviderBrowser) async throws {
        func account(_ answer: Answer) throws -> UserID { try one.auth.claims(answer.accessCookie).userID }
        let ann = try account(try await one.signIn("1", ["email": "ann@two.example", "email_verified": true]))
        let bob = try account(try await two.signIn("1", ["email": "bob@two.example", "email_verified": true]))
        #expect(ann != bob)
        // A subject is known again whatever its address has become.
        #expect(try account(try await one.signIn("1", ["email": "new@two.example", "email_verified": false])) == ann)
        // The same verified address at the other provider is the same account.
        #expect(try account(try await two.signIn("2", ["email": "ann@two.example", "email_verified": true])) == ann)
        #expect(try account(try await two.signIn("2", ["email": "ann@two.example", "email_verified": true])) == ann)
        try await one.auth.expectRows(3, in: "provider_links")
        // Another subject with it is somebody else.
        let impostor = try await two.signIn("3", ["email": "ann@two.example", "email_verified": true])
        #expect(impostor.signInError == "account_linked_elsewhere")
        // A provider is believed about its own domains alone.
        for email in ["eve@one.example", "eve@not-two.example", "eve@two.example.org"] {
            let refused = try await two.signIn("4", ["email": .string(email), "email_verified": true])
            #expect(refused.signInError == "email_not_verified", "\(email)")
        }
    }

    /// RFC 9700 section 4.4: what was begun at one provider ends there.
    private func mixUps(_ one: ProviderBrowser, _ two: ProviderBrowser) async throws {
        let started = await one.start()
        #expect(started.cookie("signInAttempt").contains("Path=\(one.path)"))
        let back = try await one.leave(started, as: "1")
        let elsewhere = back.replacingOccurrences(of: one.path, with: two.path)
        #expect(await one.comeBack(to: elsewhere, with: started).signInError == "state_mismatch")
        #expect(await one.comeBack(to: back + "&iss=\(two.provider.issuer)", with: started).signInError == "state_mismatch")
        #expect(await one.comeBack(to: back + "&iss=\(one.provider.issuer)", with: started).signInError == nil)
    }

    @Test("subjects that were kept without an issuer become the one's that GOOGLE_ISSUER names at the first sign-in, and stay it")
    func adopted() async throws {
        try await IdentityProvider.use { provider in
            try await withAuth(["GOOGLE_CLIENT_ID": "clinic", "GOOGLE_CLIENT_SECRET": "s", "GOOGLE_ISSUER": provider.issuer]) {
                auth in
                let (ann, bob) = (try await auth.person("ann@example.com"), try await auth.person("bob@example.com"))
                for (person, subject) in [(ann, "g-ann"), (bob, "g-bob")] {
                    _ = try await auth.pool.query(
                        Statement("earlier", "UPDATE users SET google_id = $2 WHERE id = $1"),
                        [.id(try person.userID), .text(subject)])
                }
                let browser = ProviderBrowser(auth: auth, provider: provider, path: "/api/auth/google")
                let answer = try await browser.signIn("g-ann", ["email": "other@example.com", "email_verified": false])
                #expect(try auth.claims(answer.accessCookie).userID == (try ann.userID))
                try await auth.expectRows(2, in: "provider_links")
                try await auth.expect(0, from: "SELECT count(*) FROM users WHERE google_id IS NOT NULL")
                let accounts = ProviderAccounts(pool: auth.pool)
                let newcomer = User(
                    id: auth.app.service.ids.next(), email: "eve@example.com", firstName: "E", lastName: "V", role: .patient,
                    createdAt: auth.now, updatedAt: auth.now)
                for (issuer, isGoogles) in [("https://other.example", false), ("https://other.example", true)] {
                    let outcome = try await accounts.signIn(
                        .init(issuer: issuer, subject: "g-bob", isGoogles: isGoogles), as: newcomer, provesFactors: false,
                        session: { _ in preconditionFailure("nobody comes in") }, at: auth.now,
                        telling: auth.securityEvents.events, on: Device(userAgent: nil, address: "::1"))
                    guard case .refused(.emailNotVerified, nil) = outcome else {
                        Issue.record("\(outcome)")
                        continue
                    }
                }
            }
        }
    }

    @Test("of one subject that comes twice at the same moment with two addresses there is one account, and both come in to it")
    func twiceAtOnce() async throws {
        try await withAuth { auth in
            let accounts = ProviderAccounts(pool: auth.pool)
            let both = Unchecked(auth)
            for round in 0..<8 {
                // Of accounts that are there, and of such that are made.
                if round.isMultiple(of: 2) {
                    for side in 0..<2 { _ = try await auth.person("r\(round)s\(side)@example.com") }
                }
                let outcomes = try await withThrowingTaskGroup(of: UserID?.self) { group in
                    for side in 0..<2 {
                        group.addTask {
                            let auth = both.value
                            let newcomer = User(
                                id: auth.app.service.ids.next(), email: "r\(round)s\(side)@example.com", firstName: "A",
                                lastName: "L", role: .patient, emailVerified: true, createdAt: auth.now, updatedAt: auth.now)
                            let outcome = try await accounts.signIn(
                                .init(issuer: "https://one.example", subject: "s\(round)", isGoogles: false), as: newcomer,
                                provesFactors: false,
                                session: {
                                    auth.app.sessions.issuer.issue(
                                        for: $0, on: Device(userAgent: nil, address: "::1"), by: .federated, at: auth.now
                                    ).session
                                }, at: auth.now, telling: auth.securityEvents.events, on: Device(userAgent: nil, address: "::1"))
                            return switch outcome {
                            case .signedIn(let user), .created(let user), .linked(let user, _, _, _): user.id
                            case .needsFactor, .refused: nil
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.count == 2 && outcomes[0] != nil && outcomes[0] == outcomes[1])
                try await auth.expectRows(round + 1, in: "provider_links")
            }
        }
    }

    @Test("an account with a second factor shows it, unless the provider says that it saw more than one")
    func factors() async throws {
        try await IdentityProvider.use { provider in
            try await withAuth(["OIDC_PROVIDERS": "[\(Self.listed("one", provider.issuer))]"]) { auth in
                let browser = ProviderBrowser(auth: auth, provider: provider, path: "/api/auth/providers/one")
                let (_, ann, codes) = try await auth.addApp(auth.person("ann@example.com"))
                _ = try await auth.pool.query(Statement("verified", "UPDATE users SET email_verified = true"))
                let claims: [(amr: JSONValue?, isAsked: Bool)] = [
                    // The first links the account, the others find it linked.
                    (nil, true), (nil, true), (["pwd"], true), ("mfa", true), ([], true), (["pwd", "otp"], true), (["mfa"], false),
                    (["pwd", "otp", "mfa"], false),
                ]
                for (index, (amr, isAsked)) in claims.enumerated() {
                    var members: [(String, JSONValue)] = [("email", "ann@example.com"), ("email_verified", true)]
                    if let amr { members.append(("amr", amr)) }
                    let answer = try await browser.signIn("1", .object(JSONObject(members)))
                    #expect((answer.mfaToken != nil) == isAsked, "\(String(describing: amr)): \(answer.location)")
                    guard isAsked else {
                        let claims = try auth.claims(answer.accessCookie)
                        #expect(claims.userID == (try ann.userID) && claims.methods == [.federated, .multiple])
                        continue
                    }
                    #expect(answer.accessCookie.isEmpty && answer.cookie("refreshToken").isEmpty)
                    let token = try #require(answer.mfaToken, "\(answer.location)")
                    let second = await auth.send(
                        .post, "/api/auth/login/second-factor",
                        body: #"{"mfaToken":"\#(token)","recoveryCode":"\#(codes[index])"}"#,
                        fields: ["Cookie": "signInStep=\(answer.cookie("signInStep").first ?? "")"])
                    #expect(second.status == 200)
                    #expect(try auth.claims(second.token).methods.contains([.federated, .multiple]))
                }
            }
        }
    }

    @Test(
        "what is wrong with OIDC_PROVIDERS is told with its place, and no secret with it",
        arguments: [
            ("no JSON", "must be JSON"), ("{}", "must be a list"), ("[1]", "/0 must be an object"),
            ("[{}]", "/0/issuer is required"), (#"[{"id":"google"}]"#, "/0/id must be"), (#"[{"id":"A b"}]"#, "/0/id must be"),
            (#"[{"issuer":"http://login.example"}]"#, "/0/issuer must be an https URL"),
            (#"[{"issuer":"https://login.example?x"}]"#, "/0/issuer must be an https URL"),
            (#"[{"clientsecret":"hidden words"}]"#, "/0/clientsecret is not known"),
            (#"[{"clientSecret":["hidden words"]}]"#, "/0/clientSecret must be a text"),
            ("[" + listed("a", "https://x.example") + "," + listed("a", "https://y.example") + "]", "id or an issuer twice"),
            ("[" + listed("a", "https://x.example") + "," + listed("b", "https://x.example/") + "]", "id or an issuer twice"),
            ("[" + listed("a", "https://accounts.google.com") + "]", "OIDC_PROVIDERS and GOOGLE_ISSUER name the same issuer"),
        ])
    func settings(value: String, problem: String) throws {
        let environment = AuthFixture.environment.merging(["OIDC_PROVIDERS": value, "GOOGLE_CLIENT_ID": "clinic"]) { $1 }
        do throws(ConfigurationError) {
            _ = try ConfigurationReader(environment: environment).read(AuthConfiguration.keys, rules: AuthConfiguration.rules)
            Issue.record("accepted")
        } catch {
            #expect("\(error)".contains("OIDC_PROVIDERS") && "\(error)".contains(problem), "\(error)")
            #expect(!"\(error)".contains("hidden words"))
        }
    }
}
