import CoreHTTP
import Hosting

/// Which notifications one wants, and how.
struct PreferencesFeature: Feature {
    private let routes: PreferenceRoutes

    init(_ loop: LoopContext) {
        routes = PreferenceRoutes(
            preferences: PreferenceStore(pool: loop.pool), stamps: Stamps(ids: loop.ids, clock: loop.clock),
            authenticator: loop.authenticator)
    }

    func register(on router: Router) { routes.register(on: router) }
}
