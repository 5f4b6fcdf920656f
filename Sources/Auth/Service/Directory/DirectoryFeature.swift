import Access
import CoreHTTP
import Hosting

/// Who can be booked.
struct DirectoryFeature: Feature {
    private let routes: DirectoryRoutes
    let charges: RateLimitCharging?

    init(_ loop: LoopContext, synonyms: SynonymStore, serviceTokens: ServiceTokens, public booking: PublicBooking) {
        let doctors = DirectoryStore(pool: loop.pool)
        routes = DirectoryRoutes(
            doctors: doctors, search: SearchDoctors(doctors: doctors, synonyms: synonyms),
            visitors: booking.visitors(loop.authenticator), serviceTokens: serviceTokens, clock: loop.clock)
        charges = booking.charges(DirectoryRoutes.publicTemplates, loop.authenticator)
    }

    func register(on router: Router) { routes.register(on: router) }
}
