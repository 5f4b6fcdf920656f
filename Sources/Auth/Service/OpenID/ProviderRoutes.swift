import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import OpenSSL
import ServiceRuntime

/// Signing in through the provider: authorization code with PKCE, state and nonce. Whatever happens the browser ends at the front end,
/// signed in or with the reason why not in `signInError` (see `OpenIDFailure`).
struct ProviderRoutes {
    static let cookieName = "signInAttempt"
    private static let cookiePath = "/api/auth/google"

    /// Nil: nobody signs in this way.
    let provider: OpenIDProvider?
    let signIn: SignInThroughProvider
    let signInResponse: SignInResponse
    let cookieKey: HMACSHA256
    let frontend: String
    let events: SecurityEvents
    let clock: WallClock

    func register(on router: Router) {
        // 302
        router.on(.get, "/api/auth/google") { request in
            await ending(on: Device(request)) { () async throws in
                guard let provider else { throw OpenIDFailure.notConfigured }
                let attempt = SignInAttempt(at: clock.instant)
                var response = redirect(try await provider.authorizationURL(attempt))
                setCookie(attempt.cookie(cookieKey), SignInAttempt.lifetimeSeconds, &response.fields)
                return response
            }
        }
        // 302
        router.on(.get, "/api/auth/google/callback") { request in
            var response = await ending(on: Device(request)) { () async throws in
                guard let provider else { throw OpenIDFailure.notConfigured }
                let (code, attempt) = try answer(request)
                let result = try await signIn(try await provider.redeem(code, attempt), on: Device(request))
                let page = result.losesPassword ? "/?signInNotice=password_removed" : "/"
                var response = redirect(frontend + page)
                signInResponse.setCookies(result.signIn, &response.fields)
                return response
            }
            setCookie("", 0, &response.fields)
            return response
        }
    }

    /// The code, and the attempt it answers.
    private func answer(_ request: Request) throws(OpenIDFailure) -> (code: String, attempt: SignInAttempt) {
        let parameters = request.queryParameters ?? []
        func value(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
        guard let cookie = request.cookie("signInAttempt"),
            let attempt = SignInAttempt(cookie: cookie, cookieKey, now: clock.instant), let state = value("state"),
            constantTimeEquals(Array(state.utf8), Array(attempt.state.utf8))
        else { throw .stateMismatch }
        if let error = value("error") { throw error == "access_denied" ? .denied : .codeRefused }
        guard let code = value("code") else { throw .codeRefused }
        return (code, attempt)
    }

    /// What `body` answers, or the way back to the front end with the reason.
    private func ending(on device: Device, _ body: () async throws -> Response) async -> Response {
        do {
            return try await body()
        } catch {
            let refusal = error as? ProviderRefusal
            let failure = refusal?.failure ?? (error as? OpenIDFailure) ?? .unavailable
            await events.record(.providerLoginFailed, of: refusal?.user, from: device, detail: ["reason": failure.rawValue])
            return redirect("\(frontend)/?signInError=\(failure.rawValue)")
        }
    }

    private func redirect(_ location: String) -> Response {
        Response(.found, fields: ["Location": location, "Cache-Control": "no-store"])
    }

    /// Lax: the browser comes back from the provider by a link.
    private func setCookie(_ value: String, _ maxAge: Int64, _ fields: inout HTTPFields) {
        let secure = signInResponse.secureCookies ? "; Secure" : ""
        fields.append(
            "Set-Cookie",
            "\(Self.cookieName)=\(value); Path=\(Self.cookiePath); Max-Age=\(maxAge); HttpOnly; SameSite=Lax\(secure)")
    }
}
