import Access
import AuthDomain
import CoreHTTP
import Hosting
import HTTPWire

/// Showing again who one is, before something that needs a recent sign-in.
struct ReauthenticationFeature: Feature {
    private let reauthenticate: Reauthenticate
    private let authenticator: Authenticator
    private let signInResponse: SignInResponse
    private let limits: AuthLimits

    init(
        _ loop: LoopContext, limits: AuthLimits, users: UserStore, passwords: any PasswordHasher, sessions: SessionsFeature,
        check: CheckFactor, pending: PendingSignIns, announcer: Announcer, events: SecurityEvents
    ) {
        self.limits = limits
        authenticator = loop.authenticator
        signInResponse = sessions.shared.response
        reauthenticate = Reauthenticate(
            users: users, passwords: passwords, check: check, sessions: sessions.shared.issuer, pending: pending,
            ended: sessions.store, announcer: announcer, events: events, clock: loop.clock)
    }

    func register(on router: Router) {
        // 200 · 400 invalid_json · 401 invalid_credentials, second_factor_refused, passkey_refused · 415 · 422
        router.on(.post, "/api/auth/reauthenticate") { request in
            let principal = try authenticator.principal(of: request, settingUpFactor: true)
            let signIn = try await reauthenticate(request.json(), by: principal, on: Device(request))
            return signInResponse.make(signIn, status: .ok)
        }
    }

    var charges: RateLimitCharging? {
        { [authenticator] request in
            guard request.route.method == "POST", request.route.template == "/api/auth/reauthenticate" else { return nil }
            return limits.passwordChange(by: (try? authenticator.principal(of: request, settingUpFactor: true))?.userID)
        }
    }
}
