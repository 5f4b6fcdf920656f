import Access
import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain

/// The routes of one's inbox and every status they answer; what all of them share: 401 `unauthenticated`, `token_expired`,
/// 503 `store_unavailable`, `overloaded` with Retry-After; unsafe ones 403 `cross_site_request`.
struct NotificationRoutes {
    let list: ListNotifications
    let cache: InboxCache
    let countUnread: CountUnread
    let mark: MarkNotification
    let changeWhole: ChangeWholeInbox
    let delete: DeleteNotification
    let authenticator: Authenticator

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/notifications/my") { request in
            let person = try authenticator.principal(of: request)
            let page = try PageRequest(request)
            let path = "/api/notifications/my"
            guard page == PageRequest() else { return .inbox(try await list(page, of: person.userID), page, path: path) }
            let first = try await cache.firstPage(of: person.userID) {
                let found = try await list(page, of: person.userID)
                return (JSONWriter.inbox(found), found.next.map(PageRequest.cursor))
            }
            return .inbox(first.page, next: first.cursor, page, path: path)
        }
        // 200
        router.on(.get, "/api/notifications/unread-count") { request in
            .inbox(try await countUnread(user(request)))
        }
        // 200 · 404
        router.on(.patch, "/api/notifications/:id/read") { request in
            .inbox(try await mark(notification(request), of: user(request), read: true))
        }
        router.on(.patch, "/api/notifications/:id/unread") { request in
            .inbox(try await mark(notification(request), of: user(request), read: false))
        }
        router.on(.delete, "/api/notifications/:id") { request in
            .inbox(try await delete(notification(request), of: user(request)))
        }
        // 200
        router.on(.patch, "/api/notifications/read-all") { request in
            .inbox(try await changeWhole(.markRead, of: user(request)))
        }
        router.on(.delete, "/api/notifications") { request in
            .inbox(try await changeWhole(.delete, of: user(request)))
        }
    }

    private func user(_ request: Request) throws(Problem) -> UserID { try authenticator.principal(of: request).userID }

    private func notification(_ request: Request) throws(Problem) -> NotificationID {
        // Who is not signed in learns that first.
        _ = try authenticator.principal(of: request)
        guard let id = NotificationID(request.parameter("id")) else { throw .noSuchNotification }
        return id
    }
}
