import Audit
import CoreHTTP
import Hosting

/// Lists of appointments: one's own, and everybody's for admins.
struct ListsFeature: Feature {
    private let routes: ListRoutes

    init(_ loop: LoopContext, appointments: AppointmentStore, unreadable: UnreadableRows, log: AuditLog) {
        let cache = PageCache(loop.redis, metrics: PageCacheMetrics(loop.metrics, cache: "appointments"))
        routes = ListRoutes(
            list: ListAppointments(appointments: appointments, unreadable: unreadable),
            cache: MyListCache(cache: cache, names: loop.names, pool: loop.pool), authenticator: loop.authenticator, log: log)
    }

    func register(on router: Router) { routes.register(on: router) }
}
