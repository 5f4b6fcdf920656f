import Access
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// What admins read of security events; 403 `forbidden` for everybody else.
struct SecurityEventRoutes {
    let events: SecurityEventStore
    let authenticator: Authenticator
    let log: AuditLog

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/events") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
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
            try await log.disclosed(
                .securityEvents, by: Act(accountsBy: admin, request, withQuery: true), of: page.elements.compactMap(\.userID),
                isStrict: true)
            return .list("events", page, of: request) { $0.value($1) }
        }
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
