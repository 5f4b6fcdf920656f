import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Registering, and signing in by email and password.
struct SignInFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let choice: PasswordChoice
        let staff: StaffRegistration
        let metrics: SignInMetrics

        init(_ choice: PasswordChoice, staff: StaffRegistration, metrics: MetricsRegistry) {
            self.choice = choice
            self.staff = staff
            self.metrics = SignInMetrics(metrics)
        }
    }

    private let routes: SignInRoutes
    private let limits: AuthLimits
    private let response: SignInResponse
    private let clock: WallClock

    init(
        _ loop: LoopContext, _ shared: Shared, limits: AuthLimits, users: UserStore, passwords: any PasswordHasher,
        sessions: SessionsFeature, pending: PendingSignIns, letters: Letters, announcer: Announcer, events: SecurityEvents
    ) {
        self.limits = limits
        response = sessions.shared.response
        clock = loop.clock
        let issuer = sessions.shared.issuer
        routes = SignInRoutes(
            register: RegisterUser(
                users: users, passwords: passwords, choice: shared.choice, staff: shared.staff, sessions: issuer, letters: letters,
                announcer: announcer, events: events, ids: loop.ids, clock: loop.clock),
            logIn: LogIn(
                users: users, passwords: passwords, sessions: issuer, pending: pending, events: events, clock: loop.clock),
            end: sessions.end, authenticator: loop.authenticator, signInResponse: sessions.shared.response, metrics: shared.metrics)
    }

    func register(on router: Router) { routes.register(on: router) }

    var charges: RateLimitCharging? {
        { request in
            switch (request.route.method, request.route.template) {
            case ("POST", "/api/auth/login"):
                limits.logIn(request) { account in
                    request.cookie(response.names.knownDevice).flatMap {
                        KnownDevice(cookie: $0, account: account, response.key, now: clock.instant)
                    }
                }
            case ("POST", "/api/auth/register"): limits.registration(request)
            default: nil
            }
        }
    }
}
