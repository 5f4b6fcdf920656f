import Access
import Audit
import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain

/// The live socket, the stream, and tickets for both, with every status they answer; a ticket without Redis is 503 `store_unavailable`.
struct LiveRoutes {
    static let subprotocol = "notifications.v1"

    let hub: LiveHub
    let tickets: Tickets
    let authenticator: Authenticator
    /// Whose pages may open a socket with their visitors' cookies.
    let origins: Set<String>

    func register(on router: Router) {
        // 101 · 400 invalid_parameter, malformed handshake · 403 cross_site_request · 426
        router.on(.get, "/ws") { request in
            let act = Act(try await visitor(request), request)
            let start = try position(request.head.queryParameter("position"))
            let hub = hub
            return try WebSocketUpgrade.accept(request, subprotocols: [Self.subprotocol]) { session in
                hub.attach(session, by: act, at: start)
            }
        }
        // 200 · 400 invalid_parameter · 403 cross_site_request
        router.on(.get, "/api/notifications/stream") { request in
            let act = Act(try await visitor(request), request)
            // A browser that reconnects sends the last id it has read, which counts before the position in the URL.
            let start = try position(request.field(.lastEventID) ?? request.head.queryParameter("position"))
            let hub = hub
            return EventStreamSession.response { session in hub.attach(session, by: act, at: start) }
        }
        // 201 · 403 cross_site_request
        router.on(.post, "/api/notifications/ticket") { request in
            let ticket = try await tickets.issue(to: authenticator.principal(of: request))
            return .json(.created) { json in
                json.beginObject()
                json.field("ticket", ticket)
                json.field("expiresIn", Tickets.lifetimeSeconds)
                json.endObject()
            }
        }
    }

    private func visitor(_ request: Request) async throws -> Principal {
        if let ticket = request.head.queryParameter("ticket") { return try await tickets.redeem(ticket) }
        let person = try authenticator.principal(of: request)
        try admit(request)
        return person
    }

    /// Browsers send a handshake with cookies from any page without asking (RFC 6455 section 10.2), so its Origin must be ours; a
    /// page of our own site asks for a stream without one, and Sec-Fetch-Site shows that. A Bearer token is no cookie, and a
    /// request with neither field does not come from a browser.
    private func admit(_ request: Request) throws(Problem) {
        if request.bearerToken != nil { return }
        if let origin = request.field(.origin) {
            if origins.contains(origin) { return }
        } else if ["same-origin", "none", nil].contains(request.field(.secFetchSite)) {
            return
        }
        throw Problem(.crossSiteRequest, "Pages of this origin may not use your cookie here.")
    }

    private func position(_ text: String?) throws(Problem) -> LiveSocket.Start {
        guard let text else { return .head }
        guard let position = Position(text) else { throw Problem(.invalidParameter, "position must be a whole number from 0.") }
        return .after(position)
    }
}
