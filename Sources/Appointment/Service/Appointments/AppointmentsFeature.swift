import Audit
import CoreHTTP
import Hosting

/// One appointment, and its history.
struct AppointmentsFeature: Feature {
    let store: AppointmentStore
    private let routes: AppointmentRoutes

    init(_ loop: LoopContext, unreadable: UnreadableRows, log: AuditLog) {
        store = AppointmentStore(pool: loop.pool)
        routes = AppointmentRoutes(appointments: store, unreadable: unreadable, authenticator: loop.authenticator, log: log)
    }

    func register(on router: Router) { routes.register(on: router) }
}
