@testable import AuthService
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@Suite("GET /api/auth/profile and /internal/users/:id") struct ProfileTests {
    @Test("one's own account, by Bearer token and by cookie; Bearer counts before the cookie")
    func profile() async throws {
        try await withAuth { auth in
            let ann = await auth.register("ann@example.com")
            let bob = await auth.register("bob@example.com")
            let byBearer = await auth.profile(ann.token)
            #expect(byBearer.status == 200 && byBearer.fields["Cache-Control"] == "no-store")
            #expect(byBearer.json == ann["user"])
            let byCookie = await auth.send(.get, "/api/auth/profile", fields: ["Cookie": "a=b; accessToken=\(ann.token)"])
            #expect(byCookie.json == ann["user"])
            let both = await auth.send(
                .get, "/api/auth/profile", fields: ["Cookie": "accessToken=\(ann.token)", "Authorization": "Bearer \(bob.token)"])
            #expect(both.json == bob["user"])
        }
    }

    @Test("without a token, with a changed one, with one of another kind it is 401")
    func unauthenticated() async throws {
        try await withAuth { auth in
            let token = await auth.register("ann@example.com").token
            let none = await auth.send(.get, "/api/auth/profile")
            #expect(none.status == 401 && none.code == "unauthenticated" && none.fields["WWW-Authenticate"] == "Bearer")
            for index in [0, token.utf8.count / 2, token.utf8.count - 2] {
                var bytes = Array(token.utf8)
                bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let answer = await auth.profile(String(decoding: bytes, as: UTF8.self))
                #expect(answer.status == 401 && answer.code == "unauthenticated", "byte \(index)")
            }
            let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + token.split(separator: ".")[1] + "."
            #expect(await auth.profile(unsigned).code == "unauthenticated")
            let serviceToken = try auth.serviceToken()
            #expect(await auth.profile(serviceToken).code == "unauthenticated")
            #expect(await auth.profile("").status == 401)
        }
    }

    @Test("a token ends when it says, half a minute of clock skew later")
    func expired() async throws {
        try await withAuth { auth in
            let token = await auth.register("ann@example.com").token
            auth.clock.advance(by: .seconds(900 + 29))
            #expect(await auth.profile(token).status == 200)
            auth.clock.advance(by: .seconds(1))
            let answer = await auth.profile(token)
            #expect(answer.status == 401 && answer.code == "token_expired")
            #expect(answer.fields["WWW-Authenticate"] == #"Bearer error="invalid_token""#)
        }
    }

    @Test("an account that is switched off or gone has no profile any more")
    func inactive() async throws {
        try await withAuth { auth in
            let token = await auth.register("ann@example.com").token
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false"))
            let off = await auth.profile(token)
            #expect(off.status == 401 && off.code == "session_revoked")
            _ = try await auth.pool.query(Statement("gone", "DELETE FROM users"))
            #expect(await auth.profile(token).code == "session_revoked")
        }
    }

    @Test("a service learns name, role, email, whether it is verified and whether the account is on, and nothing else")
    func internalUser() async throws {
        try await withAuth { auth in
            let user = try #require(await auth.register("house@example.com", role: "DOCTOR")["user"])
            let id = try #require(user["id"]?.text)
            let fields: HTTPFields = ["Authorization": "Bearer \(try auth.serviceToken())"]
            let answer = await auth.send(.get, "/internal/users/\(id)", fields: fields)
            #expect(answer.status == 200)
            let email = #""email":"house@example.com","emailVerified":false,"language":null"#
            #expect(answer.text == #"{"id":"\#(id)","name":"Ann Lee","role":"DOCTOR","active":true,\#(email)}"#)
            _ = try await auth.pool.query(Statement("off", "UPDATE users SET active = false"))
            #expect(await auth.send(.get, "/internal/users/\(id)", fields: fields)["active"]?.flag == false)
            for nobody in ["0198a3c4-8f00-7abc-8def-0123456789ab", "1", "' OR true"] {
                let answer = await auth.send(.get, "/internal/users/\(nobody)", fields: fields)
                #expect(answer.status == 404 && answer.code == "not_found", "\(nobody)")
            }
        }
    }

    @Test("only a service's live token opens the internal path")
    func internalAccess() async throws {
        try await withAuth { auth in
            let registered = await auth.register("ann@example.com")
            let path = "/internal/users/" + (registered["user"]?["id"]?.text ?? "")
            #expect(await auth.send(.get, path).status == 401)
            #expect(await auth.send(.get, path, fields: ["Authorization": "Bearer \(registered.token)"]).status == 401)
            let serviceToken = try auth.serviceToken()
            #expect(await auth.send(.get, path, fields: ["Cookie": "accessToken=\(serviceToken)"]).status == 401)
            let forged = try auth.serviceToken(secret: "JWT_SECRET")
            #expect(await auth.send(.get, path, fields: ["Authorization": "Bearer \(forged)"]).status == 401)
            #expect(await auth.send(.get, path, fields: ["Authorization": "Bearer \(serviceToken)"]).status == 200)
            auth.clock.advance(by: .seconds(90))
            #expect(await auth.send(.get, path, fields: ["Authorization": "Bearer \(serviceToken)"]).status == 401)
        }
    }
}
