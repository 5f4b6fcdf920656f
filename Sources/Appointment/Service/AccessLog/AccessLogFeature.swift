import Audit
import CoreHTTP
import Hosting

/// People see who has looked at their data.
struct AccessLogFeature: Feature {
    private let routes: AccessLogRoutes

    init(_ loop: LoopContext, log: AuditLog, namesStaff: Bool) {
        routes = AccessLogRoutes(pool: loop.pool, authenticator: loop.authenticator, log: log, namesStaff: namesStaff)
    }

    func register(on router: Router) { routes.register(on: router) }
}
