import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// Forgotten passwords.
struct RecoveryFeature: Feature {
    private let recover: RecoverPassword
    private let signInResponse: SignInResponse
    private let limits: AuthLimits
    private let metrics: RecoveryMetrics

    init(
        _ loop: LoopContext, _ metrics: RecoveryMetrics, limits: AuthLimits, letters: Letters, passwords: any PasswordHasher,
        choice: PasswordChoice, check: CheckFactor, signInResponse: SignInResponse,
        announcer: Announcer, events: SecurityEvents
    ) {
        self.limits = limits
        self.metrics = metrics
        self.signInResponse = signInResponse
        recover = RecoverPassword(
            store: RecoveryStore(pool: loop.pool), letters: letters, passwords: passwords, choice: choice, check: check,
            announcer: announcer, events: events, clock: loop.clock)
    }

    func register(on router: Router) {
        // 202 for every address · 400 invalid_json · 409 mail_off · 415 · 422
        router.on(.post, "/api/auth/password-reset") { request in
            let cookie = try await recover.ask(request.json())
            metrics.requested.add()
            var response = Response(.accepted)
            signInResponse.setRecovery(cookie, &response.fields)
            return response
        }
        // 204 · 400 invalid_json · 401 second_factor_needed, second_factor_refused, passkey_refused · 410 link_refused · 415 · 422
        router.on(.post, "/api/auth/password-reset/confirm") { request in
            let email: String
            do {
                email = try await recover.complete(
                    request.json(), cookie: request.cookie(signInResponse.names.recovery), on: Device(request))
            } catch let problem as Problem where problem.code == .linkRefused {
                metrics.refused.add()
                throw problem
            }
            metrics.completed.add()
            var response = Response(.noContent)
            signInResponse.setRecovery("", &response.fields)
            // So that they can sign in with the new password even while strangers guess at the account.
            signInResponse.makeKnown(to: email, at: recover.clock.instant, for: DeviceCode.knownSeconds, &response.fields)
            return response
        }
    }

    var charges: RateLimitCharging? {
        { request in
            switch (request.route.method, request.route.template) {
            case ("POST", "/api/auth/password-reset"): limits.recovery(request)
            case ("POST", "/api/auth/password-reset/confirm"): limits.link(request)
            default: nil
            }
        }
    }
}

extension SignInResponse {
    /// Sets the cookie of the browser in which the link works.
    func setRecovery(_ value: String, _ fields: inout HTTPFields) {
        set(value, as: names.recovery, for: RecoverPassword.cookieLifetimeSeconds, &fields)
    }

    /// Sets the cookie of a browser in which something mailed works. An empty value clears it: it has been used.
    func set(_ value: String, as name: StaticString, for seconds: Int64, _ fields: inout HTTPFields) {
        fields.append("Set-Cookie", cookie(name, value, CookieNames.path, "Strict", value.isEmpty ? 0 : seconds))
    }
}
