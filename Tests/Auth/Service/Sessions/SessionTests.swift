import Access
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Redis
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("Sessions: list, log out, revoke") struct SessionTests {
    @Test("one's own live sessions are listed newest first, with device, place and last use, page by page")
    func list() async throws {
        try await withAuth { auth in
            let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            let first = try await auth.person("ann@example.com", fields: ["User-Agent": firefox])
            _ = try await auth.person("bob@example.com")
            var people = [first]
            for _ in 0..<3 {
                auth.clock.advance(by: .seconds(10))
                people.append(try Person(await auth.logIn("ann@example.com")))
            }
            auth.clock.advance(by: .seconds(10))
            _ = await auth.refresh(first.refresh, fields: ["User-Agent": firefox])
            let answer = await auth.call(.get, "/api/auth/sessions", as: people[3])
            let sessions = try #require(answer["sessions"]?.elements)
            #expect(answer.status == 200 && sessions.count == 4 && answer["nextCursor"] == .null)
            #expect(sessions.map { $0["current"]?.flag } == [true, false, false, false])
            #expect(
                try sessions.map { $0["id"]?.text } == people.reversed().map { try auth.claims($0.access).sessionID.description })
            #expect(sessions[3]["device"] == "Firefox on Linux" && sessions[3]["userAgent"]?.text == firefox)
            #expect(sessions[3]["ip"] == "127.0.0.1" && sessions[3]["lastSeenAt"]?.text == auth.now.description)
            #expect(sessions[3]["createdAt"]?.text == auth.now.adding(seconds: -40).description)
            #expect(sessions[3]["expiresAt"]?.text == auth.now.adding(seconds: 30 * 86_400 - 40).description)

            var ids: [String?] = []
            var query = "limit=3"
            while true {
                let page = await auth.call(.get, "/api/auth/sessions", as: first, query: query)
                ids += page["sessions"]?.elements?.map { $0["id"]?.text } ?? []
                guard let next = page["nextCursor"]?.text else { break }
                #expect(page.fields["Link"] == "</api/auth/sessions?limit=3&cursor=\(next)>; rel=\"next\"")
                query = "limit=3&cursor=\(next)"
            }
            #expect(ids == sessions.map { $0["id"]?.text })
            for bad in ["limit=0", "limit=101", "cursor=x", "offset=1", "limit=1&limit=2"] {
                #expect(await auth.call(.get, "/api/auth/sessions", as: first, query: bad).code == "invalid_parameter", "\(bad)")
            }
        }
    }

    @Test("logging out ends this session alone, at once, and takes the cookies away")
    func logOut() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            let answer = await auth.call(.post, "/api/auth/logout", as: ann)
            #expect(answer.status == 204 && answer.text.isEmpty && answer.forgetsTokens)
            let dead = await auth.profile(ann.access)
            #expect(dead.status == 401 && dead.code == "session_revoked")
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
            #expect(await auth.profile(other.access).status == 200)
            let again = await auth.call(.post, "/api/auth/logout", as: ann)
            #expect(again.status == 401 && again.forgetsTokens)
            #expect(await auth.send(.post, "/api/auth/logout").status == 401)
        }
    }

    @Test("who has only the refresh token's cookie left can still log out")
    func logOutByRefreshToken() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            auth.clock.advance(by: .seconds(2_000))
            let fields: HTTPFields = ["Cookie": "accessToken=\(ann.access); refreshToken=\(ann.refresh)"]
            #expect(await auth.send(.post, "/api/auth/logout", fields: fields).status == 204)
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
            let again = await auth.send(.post, "/api/auth/logout", fields: fields)
            #expect(again.status == 401 && again.code == "token_expired" && again.forgetsTokens)
        }
    }

    @Test("logging out everywhere ends all one's sessions and nobody else's")
    func logOutEverywhere() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            let bob = try await auth.person("bob@example.com")
            let answer = await auth.call(.post, "/api/auth/logout-all", as: ann)
            #expect(answer.status == 204 && answer.forgetsTokens)
            for dead in [ann, other] {
                #expect(await auth.profile(dead.access).code == "session_revoked")
                #expect(await auth.refresh(dead.refresh).code == "session_revoked")
            }
            #expect(await auth.profile(bob.access).status == 200)
            #expect(await auth.logIn("ann@example.com").status == 200)
        }
    }

    @Test("another of one's sessions can be ended; nobody else's, none that is dead or was never there")
    func revoke() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            let bob = try await auth.person("bob@example.com")
            let path = "/api/auth/sessions/\(try auth.claims(other.access).sessionID)"
            #expect(await auth.call(.delete, path, as: bob).status == 404)
            #expect(await auth.profile(other.access).status == 200)
            let answer = await auth.call(.delete, path, as: ann)
            #expect(answer.status == 204 && !answer.forgetsTokens)
            #expect(await auth.profile(other.access).code == "session_revoked")
            #expect(await auth.profile(ann.access).status == 200)
            for nobody in [path, "/api/auth/sessions/1", "/api/auth/sessions/\(ann.id)"] {
                let answer = await auth.call(.delete, nobody, as: ann)
                #expect(answer.status == 404 && answer.code == "not_found", "\(nobody)")
            }
            let own = await auth.call(.delete, "/api/auth/sessions/\(try auth.claims(ann.access).sessionID)", as: ann)
            #expect(own.status == 204 && own.forgetsTokens)
        }
    }

    @Test("a revocation is kept for others as long as an access token of the session lives, and no longer")
    func remembered() async throws {
        try await withAuth { auth in
            let store = RevocationStore(pool: auth.pool)
            let ann = try await auth.person("ann@example.com")
            auth.clock.advance(by: .seconds(500))
            _ = await auth.refresh(ann.refresh)
            let end = auth.now.adding(seconds: 900)
            _ = await auth.call(.post, "/api/auth/logout", as: ann)
            let known = try await store.revocations(at: auth.now)
            #expect(known.map(\.sessionID) == [try auth.claims(ann.access).sessionID])
            #expect(known.first?.until == end.adding(seconds: AccessTokens.clockSkewSeconds + 1))
            let members = try await auth.redis.command(
                "ZRANGE", .text(auth.app.configuration.service.redisNames.revokedSessions), 0, -1, "WITHSCORES")
            #expect(members.elements?.compactMap(\.text) == known.flatMap { [$0.member, "\($0.until.seconds)"] })
            auth.clock.advance(by: .seconds(929))
            #expect(try await store.revocations(at: auth.now).count == 1)
            auth.clock.advance(by: .seconds(3))
            #expect(try await store.revocations(at: auth.now).isEmpty)
        }
    }

    @Test("sessions that ended are swept with their tokens a day later, others stay")
    func sweep() async throws {
        try await withAuth(["REFRESH_TOKEN_LIFETIME": "1h"]) { auth in
            let store = RevocationStore(pool: auth.pool)
            _ = try await auth.person("ann@example.com")
            auth.clock.advance(by: .seconds(80_000))
            _ = try await auth.person("bob@example.com")
            try await store.sweep(at: auth.now)
            try await auth.expectRows(2, in: "sessions")
            auth.clock.advance(by: .seconds(20_000))
            try await store.sweep(at: auth.now)
            try await auth.expectRows(1, in: "sessions")
            try await auth.expectRows(1, in: "refresh_tokens")
        }
    }
}
