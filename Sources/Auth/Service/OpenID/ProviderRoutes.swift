import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import OpenSSL
import ServiceRuntime

/// Signing in through a provider: authorization code with PKCE, state and nonce. The browser always ends at the front end: signed in, or
/// with the reason why not in `signInError` (see `OpenIDFailure`).
struct ProviderRoutes {
    /// Empty: nobody signs in this way.
    let providers: [OpenIDProvider]
    let staff: StaffRegistration
    let signIn: SignInThroughProvider
    let signInResponse: SignInResponse
    let cookieKey: HMACSHA256
    let frontend: String
    let end: EndSessions
    let authenticator: Authenticator
    let events: SecurityEvents
    let clock: WallClock

    func register(on router: Router) {
        // 200
        router.on(.get, "/api/auth/providers") { _ in
            var response = Response.json { json in
                json.beginObject()
                json.key("providers")
                json.beginArray()
                for provider in providers {
                    json.beginObject()
                    json.field("id", provider.settings.id)
                    json.field("name", provider.settings.name)
                    json.field("path", provider.settings.path)
                    json.endObject()
                }
                json.endArray()
                json.field("staffRegistration", staff.rawValue)
                json.endObject()
            }
            // It changes only with the daemon's settings.
            response.fields.set("Cache-Control", "no-cache")
            return response
        }
        // 302 · 429; without such a provider the browser is sent back at once, and nothing is recorded
        router.on(.get, "/api/auth/google") { await leave($0, to: OpenIDSettings.google) }
        router.on(.get, "/api/auth/providers/:id") { await leave($0, to: $0.parameter("id")) }
        // 302 · 429
        router.on(.get, "/api/auth/google/callback") { await comeBack($0, from: OpenIDSettings.google) }
        router.on(.get, "/api/auth/providers/:id/callback") { await comeBack($0, from: $0.parameter("id")) }
    }

    private func provider(_ id: String) -> OpenIDProvider? { providers.first { $0.settings.id == id } }

    private func leave(_ request: Request, to id: String) async -> Response {
        guard let provider = provider(id) else { return refusal(.notConfigured) }
        return await ending(on: Device(request), through: provider) { () async throws in
            let left = LeftSession(request, authenticator, end.issuer, signInResponse.names)
            let attempt = SignInAttempt(through: id, at: clock.instant, leaving: left.refreshHash)
            var response = redirect(try await provider.authorizationURL(attempt))
            setCookie(attempt.cookie(cookieKey), SignInAttempt.lifetimeSeconds, of: provider, &response.fields)
            return response
        }
    }

    private func comeBack(_ request: Request, from id: String) async -> Response {
        guard let provider = provider(id) else { return refusal(.notConfigured) }
        var response = await ending(on: Device(request), through: provider) { () async throws in
            let (code, attempt) = try answer(request, of: provider)
            let result = try await signIn(try await provider.redeem(code, attempt), of: provider.settings, on: Device(request))
            let signedIn: SignIn
            switch result.outcome {
            case .pending(let pending):
                // In the fragment, which neither a server nor a log sees.
                let methods = pending.methods.map(\.rawValue).joined(separator: ",")
                var response = redirect("\(frontend)/#mfaToken=\(pending.token)&methods=\(methods)")
                signInResponse.setStep(pending.cookie, &response.fields)
                return response
            case .signedIn(let signIn): signedIn = signIn
            }
            var left = LeftSession(request, authenticator, end.issuer, signInResponse.names)
            left.refreshHash = left.refreshHash ?? attempt.leftRefreshHash
            try await end.replace(left, by: signedIn.session.id, on: Device(request))
            let page = result.losesPassword ? "/?signInNotice=password_removed" : "/"
            var response = redirect(frontend + page)
            signInResponse.setCookies(signedIn, &response.fields)
            signInResponse.remember(signedIn, &response.fields)
            return response
        }
        setCookie("", 0, of: provider, &response.fields)
        return response
    }

    /// The code, and the attempt that it belongs to.
    private func answer(
        _ request: Request, of provider: OpenIDProvider
    ) throws(OpenIDFailure) -> (code: String, attempt: SignInAttempt) {
        let parameters = request.queryParameters ?? []
        func value(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
        guard let cookie = request.cookie(signInResponse.names.signInAttempt),
            let attempt = SignInAttempt(cookie: cookie, cookieKey, now: clock.instant), attempt.provider == provider.settings.id,
            let state = value("state"), constantTimeEquals(Array(state.utf8), Array(attempt.state.utf8)),
            // RFC 9207: the issuer that answers, if the provider sends it.
            value("iss").map(OpenIDSettings.withoutSlash) ?? provider.settings.issuer == provider.settings.issuer
        else { throw .stateMismatch }
        if let error = value("error") { throw error == "access_denied" ? .denied : .codeRefused }
        guard let code = value("code") else { throw .codeRefused }
        return (code, attempt)
    }

    /// What `body` returns, or a redirect to the front end with the reason.
    private func ending(
        on device: Device, through provider: OpenIDProvider, _ body: () async throws -> Response
    ) async -> Response {
        do {
            return try await body()
        } catch {
            let refusal = error as? ProviderRefusal
            let failure = refusal?.failure ?? (error as? OpenIDFailure) ?? .unavailable
            await events.record(
                .providerLoginFailed, of: refusal?.user, from: device,
                detail: ["reason": failure.rawValue, "provider": provider.settings.id])
            return self.refusal(failure)
        }
    }

    private func refusal(_ failure: OpenIDFailure) -> Response { redirect("\(frontend)/?signInError=\(failure.rawValue)") }

    private func redirect(_ location: String) -> Response {
        Response(.found, fields: ["Location": location, "Cache-Control": "no-store"])
    }

    /// Lax: the browser comes back from the provider by a link.
    private func setCookie(_ value: String, _ maxAge: Int64, of provider: OpenIDProvider, _ fields: inout HTTPFields) {
        let name = signInResponse.names.signInAttempt
        fields.append("Set-Cookie", signInResponse.cookie(name, value, provider.settings.path, "Lax", maxAge))
    }
}
