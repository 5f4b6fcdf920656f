import Audit
import CoreHTTP
import Hosting

/// Admins look after accounts.
struct AdministrationFeature: Feature {
    private let routes: AdminRoutes

    init(
        _ loop: LoopContext, users: UserStore, end: EndSessions, resets: FactorResetsFeature, announcer: Announcer,
        events: SecurityEvents, log: AuditLog
    ) {
        routes = AdminRoutes(
            users: users, showUser: ShowUser(users: users),
            changeAccount: ChangeAccount(users: users, announcer: announcer, events: events, clock: loop.clock),
            resetFactors: resets.reset,
            end: end, authenticator: loop.authenticator, log: log)
    }

    func register(on router: Router) { routes.register(on: router) }
}
