import AuthDomain
import CoreHTTP
import Hosting
import ServiceRuntime

/// Signing in through OpenID Connect providers.
struct ProviderFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        /// Empty: nobody signs in this way.
        let providers: [OpenIDProvider]
        /// Reported beside the providers: how staff register.
        let staff: StaffRegistration

        init(_ settings: [OpenIDSettings], staff: StaffRegistration, clock: WallClock) {
            providers = settings.map { OpenIDProvider($0, clock: clock) }
            self.staff = staff
        }
    }

    private let routes: ProviderRoutes
    private let limits: AuthLimits

    init(
        _ loop: LoopContext, _ shared: Shared, limits: AuthLimits, sessions: SessionsFeature, pending: PendingSignIns,
        announcer: Announcer, events: SecurityEvents
    ) {
        self.limits = limits
        routes = ProviderRoutes(
            providers: shared.providers, staff: shared.staff,
            signIn: SignInThroughProvider(
                accounts: ProviderAccounts(pool: loop.pool), sessions: sessions.shared.issuer, pending: pending,
                announcer: announcer, events: events, ids: loop.ids, clock: loop.clock),
            signInResponse: sessions.shared.response, cookieKey: sessions.shared.refreshKey,
            frontend: loop.process.settings.origin, end: sessions.end, authenticator: loop.authenticator, events: events,
            clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }

    var charges: RateLimitCharging? {
        { request in
            switch (request.route.method, request.route.template) {
            case ("GET", "/api/auth/google"), ("GET", "/api/auth/providers/:id"): limits.provider(request, comesBack: false)
            case ("GET", "/api/auth/google/callback"), ("GET", "/api/auth/providers/:id/callback"):
                limits.provider(request, comesBack: true)
            default: nil
            }
        }
    }
}
