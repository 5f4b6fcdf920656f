import Access
import CoreHTTP
import Hosting

/// What other services ask about accounts.
struct ServicesFeature: Feature {
    private let routes: InternalRoutes

    init(_ loop: LoopContext, users: UserStore, serviceTokens: ServiceTokens) {
        routes = InternalRoutes(
            users: users, showUser: ShowUser(users: users), serviceTokens: serviceTokens, clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }
}
