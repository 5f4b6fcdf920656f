import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("Showing again who one is") struct ReauthenticationTests {
    @Test("five minutes after a sign-in, what matters takes another")
    func asked() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let ann = try await auth.person("ann@example.com")
            auth.clock.advance(by: .seconds(301))
            let requests: [(HTTPMethod, String, String?)] = [
                (.post, "/api/auth/factors/totp", nil), (.post, "/api/auth/factors/totp/confirm", #"{"code":"123456"}"#),
                (.delete, "/api/auth/factors/totp", nil), (.post, "/api/auth/factors/recovery-codes", nil),
                (.post, "/api/auth/factors/passkeys/options", nil), (.post, "/api/auth/factors/passkeys", "{}"),
                (.delete, "/api/auth/factors/passkeys/AA", nil), (.patch, "/api/auth/users/\(ann.id)", #"{"role":"DOCTOR"}"#),
                (.post, "/api/auth/logout-all", nil), (.delete, "/api/auth/sessions/\(ann.id)", nil),
                (.post, "/api/auth/users/\(ann.id)/logout", nil), (.post, "/api/auth/users/\(ann.id)/reset-factors", "{}"),
            ]
            for (method, path, body) in requests {
                let answer = await auth.call(method, path, as: root, body: body)
                #expect(answer.status == 401 && answer.code == "reauthentication_required", "\(path): \(answer.text)")
                #expect(
                    answer.fields["WWW-Authenticate"] == #"Bearer error="insufficient_user_authentication", max_age="300""#)
            }
            // What is no change of a role goes on without.
            #expect(await auth.call(.patch, "/api/auth/users/\(ann.id)", as: root, body: #"{"active":false}"#).status == 200)
            let shown = await auth.call(.post, "/api/auth/reauthenticate", as: root, body: #"{"password":"correct horse"}"#)
            let again = try Person(shown)
            #expect(await auth.call(.patch, "/api/auth/users/\(ann.id)", as: again, body: #"{"role":"DOCTOR"}"#).status == 200)
        }
    }

    @Test("the session goes on in a new one, and the old one ends")
    func newSession() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            auth.clock.advance(by: .seconds(400))
            let answer = await auth.call(.post, "/api/auth/reauthenticate", as: ann, body: #"{"password":"correct horse"}"#)
            #expect(answer.status == 200)
            let claims = try auth.claims(answer.token)
            #expect(claims.sessionID != (try auth.claims(ann.access).sessionID))
            #expect(claims.authenticatedAt?.seconds == auth.now.seconds)
            #expect(await auth.profile(ann.access).code == "session_revoked")
            #expect(await auth.refresh(ann.refresh).code == "session_revoked")
        }
    }

    @Test("a refresh is no proof: the time of the last one stays")
    func refreshed() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let began = auth.now
            auth.clock.advance(by: .seconds(400))
            let refreshed = await auth.refresh(ann.refresh)
            #expect(try auth.claims(refreshed.token).authenticatedAt?.seconds == began.seconds)
            #expect(try auth.claims(refreshed.token).methods == .password)
            #expect(await auth.call(.post, "/api/auth/factors/totp", as: try Person(refreshed)).code == "reauthentication_required")
        }
    }

    @Test("an account with a second factor shows it too")
    func bothFactors() async throws {
        try await withAuth { auth in
            let (app, ann, codes) = try await auth.addApp(auth.person("ann@example.com"))
            auth.clock.advance(by: .seconds(400))
            func again(_ body: String) async -> Answer { await auth.call(.post, "/api/auth/reauthenticate", as: ann, body: body) }
            #expect(await again(#"{"password":"wrong horse"}"#).code == "invalid_credentials")
            #expect(await again(#"{"password":"correct horse"}"#).status == 422)
            #expect(await again(#"{"totp":"\#(app.code(at: auth.now))"}"#).code == "invalid_credentials")
            let reversed = String(codes[0].reversed())
            let wrong = await again(#"{"password":"correct horse","recoveryCode":"\#(reversed)"}"#)
            #expect(wrong.code == "second_factor_refused")
            #expect(await again(#"{"password":"correct horse","totp":"\#(app.code(at: auth.now))"}"#).status == 200)
        }
    }

    @Test("an admin ends all sessions of somebody")
    func ended() async throws {
        try await withAuth { auth in
            let root = try await auth.admin()
            let ann = try await auth.person("ann@example.com")
            let other = try Person(await auth.logIn("ann@example.com"))
            #expect(await auth.call(.post, "/api/auth/users/\(ann.id)/logout", as: root).status == 204)
            for one in [ann, other] {
                #expect(await auth.profile(one.access).code == "session_revoked")
                #expect(await auth.refresh(one.refresh).code == "session_revoked")
            }
            #expect(await auth.profile(root.access).status == 200)
            #expect(await auth.call(.post, "/api/auth/users/nobody/logout", as: root).status == 404)
            #expect(try await auth.recorded().types.contains("sessions_ended"))
        }
    }

    @Test(
        "a session that nobody uses ends: of staff after half an hour, of patients after a day",
        arguments: [("DOCTOR", 1_800), ("PATIENT", 86_400)])
    func idle(role: String, limit: Int64) async throws {
        try await withAuth(["SESSION_IDLE": "24h", "SESSION_IDLE_STAFF": "30m"]) { auth in
            var one = try await auth.person("one@example.com", role: role)
            for _ in 0..<3 {
                auth.clock.advance(by: .seconds(limit - 1))
                one = try Person(await auth.refresh(one.refresh))
            }
            auth.clock.advance(by: .seconds(limit))
            #expect(await auth.refresh(one.refresh).code == "session_revoked")
        }
    }

    @Test("behind TLS cookies have names that only this host can set, and no others are read")
    func cookieNames() async throws {
        try await withAuth(["FRONTEND_URL": "https://clinic.example", "MFA_REQUIRED": "none", "PASSWORD_POLICY": "basic"]) { auth in
            let answer = await auth.register("ann@example.com")
            let access = answer.cookie("__Host-accessToken")
            #expect(access == [answer.token, "Path=/", "Max-Age=900", "HttpOnly", "SameSite=Lax", "Secure"])
            let refresh = answer.cookie("__Secure-refreshToken")
            #expect(refresh.dropFirst().contains("Path=/api/auth") && refresh.contains("Secure"))
            #expect(answer.cookie("accessToken").isEmpty && answer.cookie("refreshToken").isEmpty)
            func profile(_ cookie: String) async -> Answer {
                await auth.send(.get, "/api/auth/profile", fields: ["Cookie": cookie])
            }
            #expect(await profile("__Host-accessToken=\(answer.token)").status == 200)
            #expect(await profile("accessToken=\(answer.token)").status == 401)
            let twice = await auth.send(
                .post, "/api/auth/refresh", fields: ["Cookie": "__Secure-refreshToken=\(refresh[0]); __Secure-refreshToken=x"])
            #expect(twice.code == "repeated_cookie")
            let plain = await auth.send(.post, "/api/auth/refresh", fields: ["Cookie": "refreshToken=\(refresh[0])"])
            #expect(plain.status == 401)
            let right = await auth.send(.post, "/api/auth/refresh", fields: ["Cookie": "__Secure-refreshToken=\(refresh[0])"])
            #expect(right.status == 200)
        }
    }

    @Test("who signs out takes along what the browser has stored")
    func clearSiteData() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let answer = await auth.call(.post, "/api/auth/logout", as: ann)
            #expect(answer.fields["Clear-Site-Data"] == #""storage""#)
        }
    }
}
