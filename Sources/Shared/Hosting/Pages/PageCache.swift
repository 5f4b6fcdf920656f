package import Redis
import ServiceRuntime

/// Pages kept in Redis for 30 s under the version of what they show, for the tasks of one loop. Everybody sees their own changes at
/// once, whichever processes have lost Redis meanwhile.
///
/// ```
///   read   version from the database ─▶ entry from Redis: the same version ─▶ the entry
///                                       another one, or none ─▶ the page from the database, kept under the version asked for before
/// ```
///
/// The version moves in the transaction that changes what the page shows. Whoever reads after a commit gets a version that no entry of
/// before has; an entry made while a change commits is newer than its version says, never older. So nothing has to be deleted from Redis,
/// and what Redis loses, refuses or keeps too long costs a read of the database. Confined to its loop.
package struct PageCache {
    private let redis: RedisClient
    private let lifetime: Int
    private let metrics: PageCacheMetrics?

    package init(_ redis: RedisClient, lifetime: Duration = .seconds(30), metrics: PageCacheMetrics? = nil) {
        self.redis = redis
        self.lifetime = Int(lifetime / .milliseconds(1))
        self.metrics = metrics
    }

    /// A list's first page: its bytes, and the cursor of the page after it, at most 255 bytes.
    package struct Page: Sendable, Equatable {
        package let bytes: [UInt8]
        package let cursor: String?

        package init(bytes: [UInt8], cursor: String?) {
            self.bytes = bytes
            self.cursor = cursor
        }
    }

    /// The page under `key`, from Redis when it is of the version that the database has now, else from `load`. `version` is not asked
    /// while Redis is away. Throws what the two throw.
    package func page(_ key: String, version: () async throws -> Int64, load: () async throws -> Page) async throws -> Page {
        guard redis.isReady else {
            metrics?.unavailable.add()
            return try await load()
        }
        let version = try await version()
        do throws(RedisError) {
            if let entry = try await redis.command("GET", .text(key)).bytes, let page = Page(entry, of: version) {
                metrics?.hits.add()
                return page
            }
            metrics?.misses.add()
        } catch {
            metrics?.unavailable.add()
            return try await load()
        }
        let page = try await load()
        do throws(RedisError) {
            _ = try await redis.command("SET", .text(key), .bytes(page.entry(of: version)), "PX", .integer(lifetime))
        } catch {
            metrics?.refusals.add()
        }
        return page
    }
}

extension PageCache.Page {
    private static let versionLength = 8

    /// The page, its cursor, the cursor's length in one byte, and the version in eight, the most significant first.
    fileprivate func entry(of version: Int64) -> [UInt8] {
        let cursor = Array((cursor ?? "").utf8)
        precondition(cursor.count <= 255, "a cursor is short")
        return bytes + cursor + [UInt8(cursor.count)] + Self.octets(version)
    }

    /// Nil for an entry of another version, and for what `entry` never makes.
    fileprivate init?(_ entry: consuming [UInt8], of version: Int64) {
        let end = entry.count - Self.versionLength - 1
        guard end >= 0, entry[(end + 1)...].elementsEqual(Self.octets(version)) else { return nil }
        let length = Int(entry[end])
        guard length <= end else { return nil }
        let cursor = length == 0 ? nil : String(decoding: entry[(end - length)..<end], as: UTF8.self)
        // Shortened where it lies: a page is the larger part of what this costs.
        entry.removeSubrange((end - length)...)
        self.init(bytes: entry, cursor: cursor)
    }

    private static func octets(_ version: Int64) -> [UInt8] {
        (0..<versionLength).reversed().map { UInt8(truncatingIfNeeded: version >> (8 * $0)) }
    }
}
