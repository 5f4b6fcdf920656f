import Access
import AuthDomain
import CoreHTTP
import Hosting

/// The second step of a sign-in, and passkeys in place of both.
struct SecondStepFeature: Feature {
    private static let sweepInterval = Duration.seconds(600)

    /// For the first steps: by password, and through a provider.
    let pending: PendingSignIns
    private let loop: LoopContext
    private let routes: SecondStepRoutes
    private let limits: AuthLimits
    private let passkeys: PasskeyStore

    init(
        _ loop: LoopContext, limits: AuthLimits, users: UserStore, sessions: SessionsFeature, check: CheckFactor,
        events: SecurityEvents
    ) {
        self.loop = loop
        self.limits = limits
        passkeys = check.passkeys.store
        pending = PendingSignIns(pool: loop.pool, clock: loop.clock)
        routes = SecondStepRoutes(
            complete: CompleteSignIn(
                pending: pending, check: check, users: users, sessions: sessions.shared.issuer, events: events, clock: loop.clock),
            end: sessions.end, authenticator: loop.authenticator, signInResponse: sessions.shared.response)
    }

    func register(on router: Router) { routes.register(on: router) }

    var charges: RateLimitCharging? {
        { request in
            switch (request.route.method, request.route.template) {
            case ("POST", "/api/auth/login/second-factor"), ("POST", "/api/auth/login/passkey"): limits.secondStep(request)
            case ("POST", "/api/auth/login/passkey/options"): limits.challenge(request)
            default: nil
            }
        }
    }

    func processTasks() -> [any LoopTask] {
        [
            loop.periodic(every: Self.sweepInterval, failure: "old sign-ins could not be removed") { _ in
                try await pending.sweep()
                try await passkeys.sweep(before: loop.clock.instant)
            }
        ]
    }
}
