import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("POST /api/auth/refresh") struct RefreshTests {
    @Test("a token is exchanged for a new pair of the same session, whose end does not move")
    func rotation() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com", fields: ["User-Agent": "Old/1"])
            auth.clock.advance(by: .seconds(600))
            let answer = await auth.refresh(ann.refresh, fields: ["User-Agent": "New/2"])
            #expect(answer.status == 200 && answer.fields["Cache-Control"] == "no-store")
            #expect(answer["user"]?["id"]?.text == ann.id && answer["expiresIn"] == 900)
            #expect(answer["refreshToken"] == nil)
            #expect(answer.refreshToken != ann.refresh && answer.refreshToken.utf8.count == 43)
            let cookie = answer.cookie("refreshToken")
            #expect(cookie.contains("Path=/api/auth") && cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"))
            #expect(cookie.contains("Max-Age=\(30 * 86_400 - 600)"))
            let old = try auth.claims(ann.access)
            let new = try auth.claims(answer.token)
            #expect(new.sessionID == old.sessionID && new.expiresAt == auth.now.adding(seconds: 900))
            try await auth.expect(1, from: "SELECT count(*) FROM sessions WHERE user_agent = 'New/2' AND last_seen_at > created_at")
            try await auth.expectRows(2, in: "refresh_tokens")
        }
    }

    @Test("a token sent in the body is answered in the body too")
    func body() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let answer = await auth.send(.post, "/api/auth/refresh", body: #"{"refreshToken":"\#(ann.refresh)"}"#)
            #expect(answer.status == 200)
            #expect(answer["refreshToken"]?.text == answer.refreshToken)
            // What the body says counts before the cookie.
            let next = answer.refreshToken
            let both = await auth.send(
                .post, "/api/auth/refresh", body: #"{"refreshToken":"\#(next)"}"#, fields: ["Cookie": "refreshToken=nonsense"])
            #expect(both.status == 200)
            #expect(
                await auth.send(.post, "/api/auth/refresh", body: "{}", fields: ["Cookie": "refreshToken=\(both.refreshToken)"])
                    .status == 200)
        }
    }

    @Test("another tab that has the same token gets a sibling within 30 s; whichever of the two is used first lives on")
    func sibling() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let first = await auth.refresh(ann.refresh)
            auth.clock.advance(by: .seconds(30))
            let second = await auth.refresh(ann.refresh)
            #expect(second.status == 200 && second.refreshToken != first.refreshToken)
            #expect(try auth.claims(second.token).sessionID == auth.claims(first.token).sessionID)
            auth.clock.advance(by: .seconds(600))
            let third = await auth.refresh(second.refreshToken)
            #expect(third.status == 200)
            auth.clock.advance(by: .seconds(600))
            #expect(await auth.refresh(third.refreshToken).status == 200)
        }
    }

    @Test("a token used again later ends its session: all its tokens die at once, those of other sessions live")
    func reuse() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            let next = await auth.refresh(ann.refresh)
            auth.clock.advance(by: .seconds(31))
            let reused = await auth.refresh(ann.refresh)
            #expect(reused.status == 401 && reused.code == "session_revoked" && reused.forgetsTokens)
            #expect(await auth.profile(ann.access).code == "session_revoked")
            #expect(await auth.profile(next.token).code == "session_revoked")
            let late = await auth.refresh(next.refreshToken)
            #expect(late.status == 401 && late.code == "session_revoked")
            #expect(await auth.profile(other.access).status == 200)
            #expect(await auth.refresh(other.refresh).status == 200)
            let events = try await auth.recorded()
            #expect(events.types.filter { $0 == "refresh_reuse" }.count == 1)
        }
    }

    @Test("every token ever given out is recognised until the session ends, not the last one alone")
    func longFamily() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            var token = ann.refresh
            for _ in 0..<20 {
                auth.clock.advance(by: .seconds(800))
                token = await auth.refresh(token).refreshToken
            }
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
            #expect(await auth.refresh(token).code == "session_revoked")
        }
    }

    @Test("what is none of ours is 401 and makes the client forget it; no token is 401; what cannot be read is 4xx")
    func refusals() async throws {
        try await withAuth { auth in
            let unknown = await auth.refresh("AAAA")
            #expect(unknown.status == 401 && unknown.code == "unauthenticated" && unknown.forgetsTokens)
            #expect(await auth.send(.post, "/api/auth/refresh").code == "unauthenticated")
            #expect(await auth.send(.post, "/api/auth/refresh", body: "nonsense").status == 400)
            #expect(await auth.send(.post, "/api/auth/refresh", body: "{}", fields: ["Content-Type": "text/plain"]).status == 415)
            let invalid = await auth.send(.post, "/api/auth/refresh", body: #"{"refreshToken":7,"more":1}"#)
            #expect(invalid.status == 422 && invalid.pointers.sorted() == ["/more", "/refreshToken"])
            let ann = try await auth.person("ann@example.com")
            let foreign = await auth.refresh(ann.refresh, fields: ["Origin": "https://evil.example"])
            #expect(foreign.status == 403 && foreign.code == "cross_site_request")
            // An access token is no refresh token, nor the other way round.
            #expect(await auth.refresh(ann.access).status == 401)
            #expect(await auth.profile(ann.refresh).status == 401)
        }
    }

    @Test("a session ends 30 days after its beginning, however often it is refreshed, and its access tokens with it")
    func absoluteEnd() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            auth.clock.advance(by: .seconds(30 * 86_400 - 100))
            let last = await auth.refresh(ann.refresh)
            #expect(last.status == 200 && last["expiresIn"] == 100)
            #expect(try auth.claims(last.token).expiresAt == auth.now.adding(seconds: 100))
            auth.clock.advance(by: .seconds(100))
            #expect(await auth.refresh(last.refreshToken).code == "session_revoked")
        }
    }

    @Test("nobody stays signed in whose account was switched off, even if no daemon heard of it")
    func inactive() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false"))
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
        }
    }

    @Test("of many requests with one token at once one rotates it, and all the others get siblings")
    func concurrent() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let auth = Unchecked(auth)
            let answers = await withTaskGroup(of: (Int, String).self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let answer = await auth.value.refresh(ann.refresh)
                        return (answer.status, answer.refreshToken)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.0 == 200 })
            #expect(Set(answers.map(\.1)).count == 8)
            try await auth.value.expect(1, from: "SELECT count(*) FROM refresh_tokens WHERE rotated_at IS NOT NULL")
            try await auth.value.expectRows(9, in: "refresh_tokens")
        }
    }

    /// Honest clients use the token they were given last, sometimes twice at once; a thief uses one of before at a random moment.
    @Test("1,000 refreshes of 50 families with random replays, as a model of one chain says; nobody honest is signed out")
    func replays() async throws {
        try await withAuth { auth in
            /// A token's number and when it was used; those of one number are siblings.
            struct Family {
                var tokens: [(token: String, number: Int, usedAt: Instant?)]
                var used = 0
                var isDead = false
            }
            var random = SystemRandomNumberGenerator()
            var families: [Family] = []
            for number in 0..<50 {
                families.append(Family(tokens: [(try await auth.person("p\(number)@example.com").refresh, 1, nil)]))
            }
            var (ended, siblings) = (0, 0)
            for step in 0..<1_000 {
                auth.clock.advance(by: .milliseconds(Int.random(in: 0...3_000, using: &random)))
                let index = Int.random(in: 0..<50, using: &random)
                // One use in ten is of one of the last tokens that were given out.
                let back = Int.random(in: 0..<10, using: &random) == 0 ? Int.random(in: 0..<4, using: &random) : 0
                let place = max(0, families[index].tokens.count - 1 - back)
                let (token, number, usedAt) = families[index].tokens[place]
                let hasGrace = number == families[index].used && usedAt.map { auth.now <= $0.adding(seconds: 30) } ?? false
                let isAccepted = !families[index].isDead && (usedAt == nil && number > families[index].used || hasGrace)
                let answer = await auth.refresh(token)
                let moment = "step \(step), family \(index), \(number) of \(families[index].used) used"
                #expect(answer.status == (isAccepted ? 200 : 401), "\(moment)")
                guard isAccepted else {
                    if !families[index].isDead { ended += 1 }
                    families[index].isDead = true
                    continue
                }
                if hasGrace { siblings += 1 } else { families[index].tokens[place].usedAt = auth.now }
                families[index].used = number
                families[index].tokens.append((answer.refreshToken, number + 1, nil))
            }
            #expect(ended > 0 && siblings > 0)
            for family in families {
                let newest = try #require(family.tokens.last)
                #expect(await auth.refresh(newest.token).status == (family.isDead ? 401 : 200))
            }
            try await auth.expect(ended, from: "SELECT count(*) FROM sessions WHERE revoked_reason = 'refresh_reuse'")
        }
    }
}

/// What only one loop uses, for its child tasks.
struct Unchecked<Value>: @unchecked Sendable {  // loop-confined
    let value: Value
    init(_ value: Value) { self.value = value }
}
