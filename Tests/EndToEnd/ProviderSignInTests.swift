import CoreHTTP
import Foundation
import HTTPWire
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Signing in through an OpenID Connect provider", .timeLimit(.minutes(4))) struct ProviderSignInTests {
        private static let frontend = "http://localhost:3010"

        @Test("a newcomer, the same again, an account that was there, and everything a provider can do wrong")
        func story() async throws {
            try await IdentityProvider.use { provider in
                let environment = ["GOOGLE_CLIENT_ID": "clinic", "GOOGLE_CLIENT_SECRET": "s", "GOOGLE_ISSUER": provider.issuer]
                try await Stack.run(environment: environment) { _, api in
                    let browser = Browser(api, provider)
                    try await newcomers(browser)
                    try await linking(browser, api)
                    try await refusals(browser)
                    try await misbehaviour(browser)
                    // Its metadata are still known; the code cannot be exchanged.
                    let started = try await browser.start()
                    await provider.kill()
                    let state = Self.query("state", of: started.location)
                    let back = "/api/auth/google/callback?code=a&state=\(state)"
                    let away = try await browser.callback(back, cookie: started.cookies["signInAttempt"])
                    #expect(away.location == Self.error("provider_unavailable"))
                }
            }
        }

        private func newcomers(_ browser: Browser) async throws {
            try await browser.provider.know(
                "new-1", ["email": "Nora@Example.com", "email_verified": true, "given_name": "Nora", "family_name": "Berg"],
                on: browser.loop)
            let first = try await browser.signIn("new-1")
            #expect(first.location == Self.frontend + "/")
            let profile = try await browser.profile(first)
            #expect(profile["email"] == "nora@example.com" && profile["role"] == "PATIENT" && profile["emailVerified"] == true)
            #expect(profile["firstName"] == "Nora" && profile["lastName"] == "Berg")
            #expect(first.cookies["refreshToken"]?.isEmpty == false && first.cookies["signInAttempt"] == "")
            let again = try await browser.profile(try await browser.signIn("new-1"))
            #expect(again["id"] == profile["id"])
            try await browser.provider.know("new-2", ["email": "u@example.com", "email_verified": false], on: browser.loop)
            #expect(try await browser.signIn("new-2").location == Self.error("email_not_verified"))
        }

        /// Whoever registered the address without showing it to be his is out.
        private func linking(_ browser: Browser, _ api: API) async throws {
            let person = try await api.register("DOCTOR", firstName: "Dora")
            try await browser.provider.know("doctor", ["email": .string(person.email), "email_verified": false], on: browser.loop)
            #expect(try await browser.signIn("doctor").location == Self.error("email_not_verified"))
            #expect(try await api.call(.auth, .get, "/api/auth/profile", token: person.token).status == 200)
            let made = try await api.call(.appointment, .post, "/api/appointments/calendar-token", token: person.token)
            let calendar = "/api/appointments/calendar.ics?token=\(made.json["token"]?.text ?? "")"
            #expect(try await api.call(.appointment, .get, calendar).status == 200)
            try await browser.provider.know("doctor", ["email": .string(person.email), "email_verified": true], on: browser.loop)
            let linked = try await browser.signIn("doctor")
            #expect(linked.location == Self.frontend + "/?signInNotice=password_removed")
            let profile = try await browser.profile(linked)
            #expect(profile["id"]?.text == person.id && profile["role"] == "DOCTOR" && profile["firstName"] == "Dora")
            let old = try await api.call(.auth, .get, "/api/auth/profile", token: person.token)
            #expect(old.status == 401 && old.code == "session_revoked")
            try await api.eventually { try await api.call(.appointment, .get, calendar).status == 404 }
            // The browser that signs in leaves the session it was in, though its refresh token's cookie stays away from the answer.
            let cookies = [
                "accessToken": linked.cookies["accessToken"] ?? "", "refreshToken": linked.cookies["refreshToken"] ?? "",
            ]
            #expect(try await browser.signIn("doctor", with: cookies).location == Self.frontend + "/")
            #expect(try await browser.profile(linked)["code"] == "session_revoked")
            let refresh = try await api.call(
                .auth, .post, "/api/auth/refresh", fields: ["Cookie": "refreshToken=\(cookies["refreshToken"] ?? "")"])
            #expect(refresh.code == "session_revoked")
            let login = try await api.call(
                .auth, .post, "/api/auth/login", json: ["email": .string(person.email), "password": "Password123!"])
            #expect(login.status == 401)
            #expect(try await browser.signIn("doctor").location == Self.frontend + "/")
            // Another subject with the same address is somebody else.
            try await browser.provider.know("impostor", ["email": .string(person.email), "email_verified": true], on: browser.loop)
            #expect(try await browser.signIn("impostor").location == Self.error("account_linked_elsewhere"))
        }

        private func refusals(_ browser: Browser) async throws {
            // The answer to another browser's question, to none, with a state or a code of nobody's.
            let (mine, other) = (try await browser.start(), try await browser.start())
            let back = try await browser.provider.signIn("new-1", at: mine.location, on: browser.loop)
            #expect(
                try await browser.callback(back, cookie: other.cookies["signInAttempt"]).location == Self.error("state_mismatch"))
            #expect(try await browser.callback(back, cookie: nil).location == Self.error("state_mismatch"))
            let attempt = mine.cookies["signInAttempt"]
            let tampered = attempt.map { ($0.hasPrefix("x") ? "y" : "x") + $0.dropFirst() }
            #expect(try await browser.callback(back, cookie: tampered).location == Self.error("state_mismatch"))
            let nobody = back.replacingOccurrences(of: "code=", with: "code=nobody")
            #expect(try await browser.callback(nobody, cookie: attempt).location == Self.error("code_refused"))
            #expect(try await browser.callback(back, cookie: attempt).location == Self.frontend + "/")
            // A code works once.
            #expect(try await browser.callback(back, cookie: attempt).location == Self.error("code_refused"))
            let denied = "/api/auth/google/callback?error=access_denied&state=\(Self.query("state", of: back))"
            #expect(try await browser.callback(denied, cookie: attempt).location == Self.error("access_denied"))
        }

        private func misbehaviour(_ browser: Browser) async throws {
            for mode in [
                "wrong-nonce", "no-nonce", "wrong-audience", "wrong-party", "wrong-issuer", "expired", "from-the-future",
                "no-subject",
                "bad-signature", "unknown-key", "no-algorithm", "symmetric", "no-token",
            ] {
                try await browser.provider.misbehave(mode, on: browser.loop)
                #expect(try await browser.signIn("new-1").location == Self.error("invalid_id_token"), "\(mode)")
            }
            try await browser.provider.misbehave("none", on: browser.loop)
            #expect(try await browser.signIn("new-1").location == Self.frontend + "/")
            let started = try await browser.start()
            let back = try await browser.provider.signIn("new-1", at: started.location, on: browser.loop)
            try await browser.provider.misbehave("away", on: browser.loop)
            let away = try await browser.callback(back, cookie: started.cookies["signInAttempt"])
            #expect(away.location == Self.error("provider_unavailable"))
            try await browser.provider.misbehave("none", on: browser.loop)
        }

        @Test("without a provider the front end is told so")
        func notConfigured() async throws {
            try await Stack.run { _, api in
                for path in ["/api/auth/google", "/api/auth/google/callback?code=a&state=b"] {
                    let answer = try await api.call(.auth, .get, path)
                    #expect(answer.status == 302 && answer.fields["Location"] == Self.error("provider_not_configured"))
                }
            }
        }

        private static func query(_ name: String, of url: String) -> String {
            URLComponents(string: url)?.queryItems?.first { $0.name == name }?.value ?? ""
        }

        private static func error(_ reason: String) -> String { "\(frontend)/?signInError=\(reason)" }
    }
}

/// A browser between us and the provider.
private struct Browser {
    let api: API
    let provider: IdentityProvider
    var loop: EventLoop { api.loop }

    struct Page {
        let location: String
        let cookies: [String: String]
    }

    init(_ api: API, _ provider: IdentityProvider) { (self.api, self.provider) = (api, provider) }

    /// The whole way. `cookies`: of the session the browser is in, sent on the way out.
    func signIn(_ subject: String, with cookies: [String: String] = [:]) async throws -> Page {
        let started = try await get(
            "/api/auth/google",
            cookies: cookies.isEmpty ? nil : cookies.map { "\($0)=\($1)" }.joined(separator: "; "))
        let back = try await provider.signIn(subject, at: started.location, on: loop)
        return try await callback(back, cookie: started.cookies["signInAttempt"])
    }

    func start() async throws -> Page { try await get("/api/auth/google", cookie: nil) }

    /// `url`: where the provider has sent us.
    func callback(_ url: String, cookie: String?) async throws -> Page {
        let path = url.range(of: "/api/auth/").map { String(url[$0.lowerBound...]) } ?? url
        return try await get(path, cookie: cookie)
    }

    func profile(_ page: Page) async throws -> JSONValue {
        try await api.call(.auth, .get, "/api/auth/profile", token: page.cookies["accessToken"]).json
    }

    private func get(_ path: String, cookie: String?) async throws -> Page {
        try await get(path, cookies: cookie.map { "signInAttempt=\($0)" })
    }

    private func get(_ path: String, cookies: String?) async throws -> Page {
        let answer = try await api.call(
            .auth, .get, path, fields: cookies.map { ["Cookie": $0] } ?? HTTPFields(), timeout: .seconds(30))
        var cookies: [String: String] = [:]
        for (name, value) in answer.fields where name.lowercased() == "set-cookie" {
            let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = String(pair[1])
        }
        #expect(answer.status == 302)
        return Page(location: answer.fields["Location"] ?? "", cookies: cookies)
    }
}
