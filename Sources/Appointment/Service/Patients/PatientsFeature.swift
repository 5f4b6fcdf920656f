import Audit
import CoreHTTP
import Hosting

/// The records of patients, with an account and without.
struct PatientsFeature: Feature {
    let store: PatientStore
    private let routes: PatientRoutes

    init(_ loop: LoopContext, log: AuditLog) {
        store = PatientStore(pool: loop.pool)
        routes = PatientRoutes(
            patients: store, authenticator: loop.authenticator, log: log, ids: loop.ids, clock: loop.clock,
            metrics: PatientMetrics(loop.metrics))
    }

    func register(on router: Router) { routes.register(on: router) }
}
