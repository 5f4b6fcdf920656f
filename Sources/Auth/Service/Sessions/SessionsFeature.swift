import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// Sessions: refreshed, listed, ended.
struct SessionsFeature: Feature {
    struct Settings: Sendable {
        let refreshSecret: Secret
        let accessLifetime: Duration
        let refreshLifetime: Duration
        let idle: SessionIdle
        /// Whether cookies are sent over TLS only.
        let secureCookies: Bool
    }

    /// Once a process.
    struct Shared: Sendable {
        let issuer: SessionIssuer
        let response: SignInResponse
        /// Makes the digests of refresh tokens and signs the cookie of `SignInAttempt`.
        let refreshKey: HMACSHA256
        let metrics: RefreshMetrics
        let idle: SessionIdle

        init(_ settings: Settings, _ service: ServiceProcess, factors: FactorRequirement) throws(OpenSSLError) {
            idle = settings.idle
            refreshKey = try HMACSHA256(key: settings.refreshSecret.bytes)
            issuer = SessionIssuer(
                tokens: service.tokens, refreshKey: refreshKey, ids: service.ids, accessLifetime: settings.accessLifetime,
                refreshLifetime: settings.refreshLifetime, required: factors)
            response = SignInResponse(secureCookies: settings.secureCookies, names: service.settings.cookies, key: refreshKey)
            metrics = RefreshMetrics(service.metrics)
        }
    }

    let shared: Shared
    let end: EndSessions
    let store: SessionStore
    private let routes: SessionRoutes
    private let limits: AuthLimits

    init(_ loop: LoopContext, _ shared: Shared, limits: AuthLimits, announcer: Announcer, events: SecurityEvents, log: AuditLog) {
        self.shared = shared
        self.limits = limits
        store = SessionStore(pool: loop.pool)
        end = EndSessions(
            sessions: store, issuer: shared.issuer, names: shared.response.names, announcer: announcer, events: events,
            clock: loop.clock)
        let refresh = RefreshSession(
            sessions: store, issuer: shared.issuer, announcer: announcer, events: events, metrics: shared.metrics,
            idle: shared.idle, clock: loop.clock)
        routes = SessionRoutes(
            refresh: refresh, end: end, sessions: store, authenticator: loop.authenticator, log: log,
            signInResponse: shared.response, clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }

    var charges: RateLimitCharging? {
        { request in
            guard request.route.method == "POST", request.route.template == "/api/auth/refresh" else { return nil }
            return try await limits.refresh(request) {
                guard let token = RefreshTokenSent.token(in: request, shared.response.names.refreshToken) else { return nil }
                return try await store.session(ofRefreshToken: shared.issuer.hash(token))
            }
        }
    }
}
