import Access
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// What other services ask about accounts; 401 without a service token.
struct InternalRoutes {
    let users: UserStore
    let showUser: ShowUser
    let serviceTokens: ServiceTokens
    let clock: WallClock

    func register(on router: Router) {
        // 200 · 404
        router.on(.get, "/internal/users/:id") { request in
            _ = try serviceTokens.requireService(request, now: clock.instant)
            let user = try await showUser(request.parameter("id"))
            return .json { $0.valueForService(user) }
        }
        // 200 · 400 invalid_parameter
        router.on(.get, "/internal/users/changes") { request in
            _ = try serviceTokens.requireService(request, now: clock.instant)
            let query = try ListQuery(request, known: ["since", "limit"])
            let since = try query.value("since", "a position as an answer of this route gave it") {
                Int64($0).flatMap { $0 < 0 ? nil : $0 }
            }
            let page = try await users.changes(since: since ?? 0, limit: query.limit())
            return .json { $0.value(page) }
        }
    }
}
