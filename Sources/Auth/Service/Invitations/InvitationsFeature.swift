import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Postgres
import ServiceRuntime

/// How staff are let in by an admin: by a link that works for 72 hours, once.
struct InvitationsFeature: Feature {
    private static let sweepInterval = Duration.seconds(600)

    private let routes: InvitationRoutes
    private let limits: AuthLimits
    private let loop: LoopContext
    private let retention: Duration

    init(
        _ loop: LoopContext, _ shared: LettersFeature.Shared, retention: Duration, limits: AuthLimits, letters: Letters,
        passwords: any PasswordHasher, choice: PasswordChoice, factors: FactorsFeature, sessions: SessionsFeature,
        announcer: Announcer, events: SecurityEvents, log: AuditLog
    ) {
        self.limits = limits
        self.loop = loop
        self.retention = retention
        let store = InvitationStore(pool: loop.pool, letters: letters)
        let accept = AcceptInvitation(
            store: store, letters: letters, passwords: passwords, choice: choice, sessions: sessions.shared.issuer,
            announcer: announcer, events: events, ids: loop.ids, clock: loop.clock)
        routes = InvitationRoutes(
            invite: InviteStaff(
                store: store, letters: letters, events: events, ids: loop.ids, key: shared.key, site: shared.site, clock: loop.clock
            ),
            accept: accept, acceptByPasskey: AcceptByPasskey(accept: accept, passkeys: factors.check.passkeys),
            site: factors.site, store: store, end: sessions.end, authenticator: loop.authenticator, log: log,
            signInResponse: sessions.shared.response, clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }

    var charges: RateLimitCharging? {
        { request in
            switch (request.route.method, request.route.template) {
            case ("POST", "/api/auth/invitations/show"), ("POST", "/api/auth/invitations/accept"),
                ("POST", "/api/auth/invitations/passkey/options"), ("POST", "/api/auth/invitations/passkey"),
                ("POST", "/api/auth/invitations/consent"):
                limits.link(request)
            default: nil
            }
        }
    }

    func processTasks() -> [any LoopTask] {
        [
            loop.periodic(every: Self.sweepInterval, failure: "closed invitations could not be removed") { _ in
                try await sweep()
            }
        ]
    }

    func sweep() async throws(PostgresError) {
        let now = loop.clock.instant
        try await routes.store.sweep(closedBefore: now.adding(seconds: -retention.components.seconds), at: now)
    }
}
