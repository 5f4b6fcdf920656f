import Contracts
import Redis

/// The first page of everybody's inbox as it was last answered, for 30 s or until the inbox changes; `CachedInboxStore` sees to that.
/// Other pages and unread ones come from the database.
struct InboxCache {
    let cache: LeaseCache
    let names: RedisNames

    /// The page's bytes from the cache, else what `load` gives, which is then kept. The entry ends in the cursor of the next page and
    /// the cursor's length in one byte.
    func firstPage(of user: UserID, load: () async throws -> (page: [UInt8], cursor: String?)) async throws
        -> (page: [UInt8], cursor: String?)
    {
        switch await cache.read(names.notifications(user)) {
        case .hit(var entry):
            let length = Int(entry.popLast() ?? 0)
            guard length <= entry.count else { break }
            let cursor = length == 0 ? nil : String(decoding: entry.suffix(length), as: UTF8.self)
            entry.removeLast(length)
            return (entry, cursor)
        case .miss(nil): break
        case .miss(let lease?):
            let loaded = try await load()
            let cursor = Array((loaded.cursor ?? "").utf8)
            await cache.fill(lease, loaded.page + cursor + [UInt8(cursor.count)])
            return loaded
        }
        return try await load()
    }

    func forget(_ owners: some Sequence<UserID>) async { await cache.forget(Set(owners).map(names.notifications)) }
}
