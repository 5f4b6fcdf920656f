import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// What admins see and do; 403 `forbidden` for everybody else.
struct AdminRoutes {
    let users: any UserStore
    let showUser: ShowUser
    let changeAccount: ChangeAccount
    let events: any SecurityEventStore
    let authenticator: Authenticator

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/users") { request in
            _ = try admin(request)
            let query = try ListQuery(request, known: ["q", "role", "active", "limit", "cursor"])
            let filter = UserFilter(
                words: try query.words(), role: try query.value("role", "PATIENT, DOCTOR or ADMIN", Role.init(rawValue:)),
                active: try query.value("active", "true or false", Bool.init))
            let limit = try query.limit()
            let position = try query.cursor(PagePosition.init(cursor:))
            let found = try await users.users(filter, after: position, limit: limit + 1)
            let page = ListPage(found, limit: limit) { PagePosition(at: $0.createdAt, id: $0.id.uuid).cursor }
            return .list("users", page, of: request) { $0.value($1) }
        }
        // 200 · 404
        router.on(.get, "/api/auth/users/:id") { request in
            _ = try admin(request)
            let user = try await showUser(request.parameter("id"))
            return .json { $0.value(user) }
        }
        // 200 · 400 invalid_json · 404 · 409 last_admin · 415 · 422
        router.on(.patch, "/api/auth/users/:id") { request in
            let admin = try admin(request)
            let user = try await changeAccount(request.parameter("id"), request.json(), by: admin, on: Device(request))
            return .json { $0.value(user) }
        }
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/events") { request in
            _ = try admin(request)
            let query = try ListQuery(request, known: ["type", "userId", "from", "to", "limit", "cursor"])
            let filter = SecurityEventFilter(
                kind: try query.value("type", "a type of event", SecurityEvent.Kind.init(rawValue:)),
                userID: try query.value("userId", "a user's id", UserID.init),
                from: try query.value("from", "an instant like 2026-12-15T09:00:00Z", Instant.init),
                to: try query.value("to", "an instant like 2026-12-15T09:00:00Z", Instant.init))
            let limit = try query.limit()
            let position = try query.cursor(PagePosition.init(cursor:))
            let found = try await events.events(filter, after: position, limit: limit + 1)
            let page = ListPage(found, limit: limit) { PagePosition(at: $0.at, id: $0.id.uuid).cursor }
            return .list("events", page, of: request) { $0.value($1) }
        }
    }

    private func admin(_ request: Request) throws(Problem) -> Principal {
        let principal = try authenticator.principal(of: request)
        try principal.require(.admin)
        return principal
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ event: SecurityEvent) {
        beginObject()
        field("id", event.id)
        field("type", event.kind.rawValue)
        field("at", event.at)
        field("userId", event.userID)
        field("sessionId", event.sessionID)
        field("ip", event.device?.address)
        field("userAgent", event.device?.userAgent)
        key("detail")
        beginObject()
        for (name, value) in event.detail.sorted(by: { $0.key < $1.key }) {
            key(escaping: name)
            self.value(value)
        }
        endObject()
        endObject()
    }
}
