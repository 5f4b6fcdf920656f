import Access
import AuthDomain
import CoreHTTP
import Hosting
import HTTPWire

/// The first run of a clinic: its first admin.
struct FirstRunFeature: Feature {
    private let makeAdmin: MakeFirstAdmin
    private let sessions: SessionsFeature
    private let authenticator: Authenticator
    private let limits: AuthLimits

    init(
        _ loop: LoopContext, limits: AuthLimits, letters: Letters, passwords: any PasswordHasher, choice: PasswordChoice,
        sessions: SessionsFeature, announcer: Announcer, events: SecurityEvents
    ) {
        self.limits = limits
        self.sessions = sessions
        authenticator = loop.authenticator
        makeAdmin = MakeFirstAdmin(
            store: FirstRunStore(pool: loop.pool), letters: letters, passwords: passwords, choice: choice,
            sessions: sessions.shared.issuer, announcer: announcer, events: events, ids: loop.ids, clock: loop.clock)
    }

    func register(on router: Router) {
        // 201 as after a registration · 400 invalid_json · 409 email_taken · 410 link_refused · 415 · 422
        router.on(.post, "/api/auth/first-run") { request in
            let signIn = try await makeAdmin(request.json(), on: Device(request))
            try await sessions.end.leave(request, authenticator, for: signIn)
            var response = sessions.shared.response.make(signIn, status: .created)
            sessions.shared.response.remember(signIn, &response.fields)
            return response
        }
    }

    var charges: RateLimitCharging? {
        { request in
            (request.route.method, request.route.template) == ("POST", "/api/auth/first-run") ? limits.link(request) : nil
        }
    }
}
