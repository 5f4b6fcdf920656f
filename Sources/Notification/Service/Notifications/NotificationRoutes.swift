import Access
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import NotificationDomain

/// One's inbox: read, marked, emptied.
struct NotificationRoutes {
    let list: ListNotifications
    let cache: InboxCache
    let countUnread: CountUnread
    let mark: MarkNotification
    let changeWhole: ChangeWholeInbox
    let delete: DeleteNotification
    let authenticator: Authenticator
    let log: AuditLog

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/notifications/my") { request in
            let person = try authenticator.principal(of: request)
            let page = try PageRequest(request)
            let find = {
                let found = try await list(page, of: person.userID)
                return PageCache.Page(bytes: JSONWriter.inbox(found), cursor: found.next.map(PageRequest.cursor))
            }
            let answer = page == PageRequest() ? try await cache.firstPage(of: person.userID, load: find) : try await find()
            let patients = person.role == .patient ? [person.userID] : PatientsOfPage.read(answer.bytes)
            try await log.disclosed(.list, by: Act(person, request), of: patients)
            return .json(bytes: answer.bytes).linked(toNext: answer.cursor, of: request)
        }
        // 200
        router.on(.get, "/api/notifications/unread-count") { request in
            .inbox(try await countUnread(user(request)))
        }
        // 200 · 404
        router.on(.patch, "/api/notifications/:id/read") { request in
            .inbox(try await mark(notification(request), by: act(request), read: true))
        }
        router.on(.patch, "/api/notifications/:id/unread") { request in
            .inbox(try await mark(notification(request), by: act(request), read: false))
        }
        router.on(.delete, "/api/notifications/:id") { request in
            .inbox(try await delete(notification(request), by: act(request)))
        }
        // 200
        router.on(.patch, "/api/notifications/read-all") { request in
            .inbox(try await changeWhole(.markRead, by: act(request)))
        }
        router.on(.delete, "/api/notifications") { request in
            .inbox(try await changeWhole(.delete, by: act(request)))
        }
    }

    private func user(_ request: Request) throws(Problem) -> UserID { try authenticator.principal(of: request).userID }

    private func act(_ request: Request) throws(Problem) -> Act { Act(try authenticator.principal(of: request), request) }

    private func notification(_ request: Request) throws(Problem) -> NotificationID {
        // 401 goes before 404.
        _ = try authenticator.principal(of: request)
        guard let id = NotificationID(request.parameter("id")) else { throw .noSuchNotification }
        return id
    }
}
