import Access
import AuthDomain
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
        // 200 · 400 invalid_parameter · 404
        router.on(.get, "/internal/users") { request in
            _ = try serviceTokens.requireService(request, now: clock.instant)
            let query = try ListQuery(request, known: ["email"])
            guard let email = try query.value("email", "an email address", { EmailAddress($0) }) else {
                throw Problem(.invalidParameter, "email must say whose account.")
            }
            guard let user = try await users.credentials(of: email)?.user else {
                throw Problem(.notFound, "Nobody has this address.")
            }
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
