import CoreHTTP
import Hosting

/// Which doctors' book each front desk works with.
struct DesksFeature: Feature {
    private let routes: DeskRoutes

    init(_ loop: LoopContext, doctors: DoctorsFeature) {
        routes = DeskRoutes(
            desks: DeskStore(pool: loop.pool), directory: DeskDirectory(auth: doctors.auth), doctors: doctors.directory,
            authenticator: loop.authenticator, ids: loop.ids, clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }
}
