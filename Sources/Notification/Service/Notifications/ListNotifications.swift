import Contracts
import NotificationDomain

/// A page of one's inbox, newest first, with the badge and the position of the same moment.
struct ListNotifications: Sendable {
    let inboxes: any InboxStore

    struct Result {
        let page: InboxPage
        /// Where the next page begins; nil on the last one.
        let next: Position?
    }

    /// Throws 503 `store_unavailable`.
    func callAsFunction(_ request: PageRequest, of user: UserID) async throws -> Result {
        // One more than asked for shows whether there is a next page.
        let found = try await inboxes.page(
            of: user, before: request.position, unreadOnly: request.unreadOnly, limit: request.limit + 1)
        guard found.notifications.count > request.limit else { return Result(page: found, next: nil) }
        let shown = Array(found.notifications.prefix(request.limit))
        return Result(page: InboxPage(state: found.state, notifications: shown), next: shown.last?.position)
    }
}
