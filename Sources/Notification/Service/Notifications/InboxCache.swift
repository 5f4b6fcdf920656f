import Contracts
import Hosting
import NotificationDomain

/// The first page of everybody's inbox as it was last answered, for 30 s or until the inbox' position moves. Other pages and unread
/// ones come from the database.
struct InboxCache {
    let cache: PageCache
    let names: RedisNames
    let inboxes: any InboxStore

    func firstPage(of user: UserID, load: () async throws -> PageCache.Page) async throws -> PageCache.Page {
        try await cache.page(
            names.notifications(user), version: { try await inboxes.state(of: user).position.number }, load: load)
    }
}
