import CoreHTTP
import Hosting

/// The words that people use for what doctors do.
struct SynonymsFeature: Feature {
    let store: SynonymStore
    private let routes: SynonymRoutes

    init(_ loop: LoopContext) {
        store = SynonymStore(pool: loop.pool)
        routes = SynonymRoutes(synonyms: store, authenticator: loop.authenticator, ids: loop.ids)
    }

    func register(on router: Router) { routes.register(on: router) }
}
