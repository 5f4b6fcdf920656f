import Audit
import AuthDomain
import CoreHTTP
import Hosting

/// How staff are let in by an admin: by a link that works for 72 hours, once.
struct InvitationsFeature: Feature {
    private let routes: InvitationRoutes
    private let limits: AuthLimits

    init(
        _ loop: LoopContext, _ shared: LettersFeature.Shared, limits: AuthLimits, letters: Letters, passwords: any PasswordHasher,
        choice: PasswordChoice, sessions: SessionsFeature, announcer: Announcer, events: SecurityEvents, log: AuditLog
    ) {
        self.limits = limits
        let store = InvitationStore(pool: loop.pool, letters: letters)
        routes = InvitationRoutes(
            invite: InviteStaff(
                store: store, letters: letters, events: events, ids: loop.ids, key: shared.key, site: shared.site, clock: loop.clock
            ),
            accept: AcceptInvitation(
                store: store, letters: letters, passwords: passwords, choice: choice, sessions: sessions.shared.issuer,
                announcer: announcer, events: events, ids: loop.ids, clock: loop.clock),
            store: store, end: sessions.end, authenticator: loop.authenticator, log: log, signInResponse: sessions.shared.response,
            clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }

    var charges: RateLimitCharging? {
        { request in
            switch (request.route.method, request.route.template) {
            case ("POST", "/api/auth/invitations/show"), ("POST", "/api/auth/invitations/accept"),
                ("POST", "/api/auth/invitations/consent"):
                limits.link(request)
            default: nil
            }
        }
    }
}
