import Access
import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain

/// The service's routes and every status they answer; what all of them share: 401 `unauthenticated`, `token_expired`,
/// 503 `store_unavailable`, `overloaded` with Retry-After.
struct NotificationRoutes {
    static let subprotocol = "notifications.v1"

    let list: ListNotifications
    let countUnread: CountUnread
    let mark: MarkNotification
    let changeWhole: ChangeWholeInbox
    let delete: DeleteNotification
    let hub: LiveHub
    let authenticator: Authenticator
    let sites: OwnSites

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/notifications/my") { request in
            let person = try authenticator.principal(of: request)
            let page = try PageRequest(request)
            return .inbox(try await list(page, of: person.userID), page, path: "/api/notifications/my")
        }
        // 200
        router.on(.get, "/api/notifications/unread-count") { request in
            .inbox(try await countUnread(authenticator.principal(of: request).userID))
        }
        // 200 · 403 cross_site_request · 404
        router.on(.patch, "/api/notifications/:id/read") { request in
            .inbox(try await mark(notification(request), of: changer(request), read: true))
        }
        router.on(.patch, "/api/notifications/:id/unread") { request in
            .inbox(try await mark(notification(request), of: changer(request), read: false))
        }
        router.on(.delete, "/api/notifications/:id") { request in
            .inbox(try await delete(notification(request), of: changer(request)))
        }
        // 200 · 403 cross_site_request
        router.on(.patch, "/api/notifications/read-all") { request in
            .inbox(try await changeWhole(.markRead, of: changer(request)))
        }
        router.on(.delete, "/api/notifications") { request in
            .inbox(try await changeWhole(.delete, of: changer(request)))
        }
        // 101 · 400 invalid_parameter, malformed handshake · 403 cross_site_request · 426
        router.on(.get, "/ws") { request in
            let person = try authenticator.principal(of: request)
            try sites.admitSocket(request)
            let start = try start(request)
            let hub = hub
            return try WebSocketUpgrade.accept(request, subprotocols: [Self.subprotocol]) { session in
                hub.attach(session, of: person, at: start)
            }
        }
    }

    /// Who may change his inbox with this request.
    private func changer(_ request: Request) throws(Problem) -> UserID {
        let person = try authenticator.principal(of: request)
        try sites.admitChange(request)
        return person.userID
    }

    private func notification(_ request: Request) throws(Problem) -> NotificationID {
        // Who is not signed in learns that first.
        _ = try authenticator.principal(of: request)
        guard let id = NotificationID(request.parameter("id")) else { throw .noSuchNotification }
        return id
    }

    private func start(_ request: Request) throws(Problem) -> LiveSocket.Start {
        guard let text = request.head.queryParameter("position") else { return .head }
        guard let position = Position(text) else { throw Problem(.invalidParameter, "position must be a whole number from 0.") }
        return .after(position)
    }
}
