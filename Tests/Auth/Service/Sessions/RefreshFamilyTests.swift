import Contracts
import CoreHTTP
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("The refresh tokens of a session are one chain") struct RefreshFamilyTests {
    @Test("two that were given for one token: the second to be used ends the session, within the grace and after it")
    func siblings() async throws {
        try await withAuth { auth in
            for (number, pause) in [Duration.zero, .seconds(10), .seconds(31), .seconds(86_400)].enumerated() {
                let ann = try await auth.person("ann\(number)@example.com")
                let one = await auth.refresh(ann.refresh)
                let other = await auth.refresh(ann.refresh)
                #expect(one.status == 200 && other.status == 200)
                auth.clock.advance(by: pause)
                let used = await auth.refresh(one.refreshToken)
                #expect(used.status == 200)
                let second = await auth.refresh(other.refreshToken)
                #expect(second.status == 401 && second.code == "session_revoked" && second.forgetsTokens, "\(pause)")
                #expect(await auth.refresh(used.refreshToken).code == "session_revoked")
                #expect(await auth.profile(used.token).code == "session_revoked")
            }
            #expect(try await auth.recorded().types.filter { $0 == "refresh_reuse" }.count == 4)
        }
    }

    @Test("only the last that was used has grace: any before it ends the session, however soon", arguments: 2...5)
    func predecessors(length: Int) async throws {
        try await withAuth { auth in
            for back in 1...length {
                let ann = try await auth.person("ann\(back)@example.com")
                var tokens = [ann.refresh]
                for _ in 0..<length { tokens.append(await auth.refresh(tokens[tokens.count - 1]).refreshToken) }
                let answer = await auth.refresh(tokens[length - back])
                #expect(answer.status == (back == 1 ? 200 : 401), "\(back) before the newest of \(length)")
                #expect(await auth.refresh(tokens[length]).status == (back == 1 ? 200 : 401))
            }
        }
    }

    @Test("tokens that an earlier version gave out, or gives out meanwhile, are taken as before")
    func uncounted() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let second = await auth.refresh(ann.refresh).refreshToken
            _ = try await auth.pool.query(
                Statement("uncount", "UPDATE refresh_tokens SET generation = NULL WHERE rotated_at IS NULL"))
            auth.clock.advance(by: .seconds(600))
            let third = await auth.refresh(second)
            #expect(third.status == 200)
            #expect(await auth.refresh(third.refreshToken).status == 200)
            auth.clock.advance(by: .seconds(31))
            #expect(await auth.refresh(second).code == "session_revoked")
        }
    }
}
