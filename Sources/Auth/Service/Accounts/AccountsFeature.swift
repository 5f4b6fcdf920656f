import Access
import Audit
import AuthDomain
import CoreHTTP
import Hosting

/// One's own account: what it says, and its password.
struct AccountsFeature: Feature {
    private let loop: LoopContext
    private let routes: ProfileRoutes
    private let limits: AuthLimits

    init(
        _ loop: LoopContext, limits: AuthLimits, users: UserStore, passwords: any PasswordHasher,
        choice: PasswordChoice, sessions: SessionsFeature.Shared, announcer: Announcer, events: SecurityEvents,
        log: AuditLog
    ) {
        self.loop = loop
        self.limits = limits
        routes = ProfileRoutes(
            showProfile: ShowProfile(users: users),
            changeProfile: ChangeProfile(users: users, announcer: announcer, events: events, clock: loop.clock),
            changePassword: ChangePassword(
                users: users, passwords: passwords, choice: choice, sessions: sessions.issuer, announcer: announcer, events: events,
                clock: loop.clock),
            authenticator: loop.authenticator, log: log, signInResponse: sessions.response)
    }

    func register(on router: Router) { routes.register(on: router) }

    var charges: RateLimitCharging? {
        { [authenticator = loop.authenticator] request in
            guard request.route.method == "POST", request.route.template == "/api/auth/password" else { return nil }
            return limits.passwordChange(by: (try? authenticator.principal(of: request))?.userID)
        }
    }
}
