import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

@Suite("A cache under leases", .timeLimit(.minutes(5))) struct LeaseCacheTests {
    private let key = "cache-\(UInt64.random(in: 0 ... .max))"

    private func cache(_ client: RedisClient, _ losses: CacheLosses = CacheLosses(), metrics: LeaseCacheMetrics? = nil)
        -> LeaseCache
    {
        LeaseCache(client, generationKey: key + ":generation", losses: losses, metrics: metrics)
    }

    /// The lease of a miss.
    private func miss(_ cache: LeaseCache) async throws -> LeaseCache.Lease {
        guard case .miss(let lease?) = await cache.read(key) else { throw NoLease() }
        return lease
    }

    private struct NoLease: Error {}

    @Test("a miss gives one reader the lease; what is filled under it is read until it is forgotten, and every read is counted")
    func life() async throws {
        try await withRedis { bed in
            let registry = MetricsRegistry()
            let cache = try await self.cache(bed.client(), metrics: LeaseCacheMetrics(registry, cache: "test"))
            let lease = try await miss(cache)
            #expect(await cache.read(key) == .miss(nil))
            await cache.fill(lease, [1, 2, 3])
            #expect(await cache.read(key) == .hit([1, 2, 3]))
            await cache.forget([key])
            let empty = try await miss(cache)
            await cache.fill(empty, [])
            #expect(await cache.read(key) == .hit([]))
            let text = registry.render()
            #expect(text.contains(#"cache_reads_total{cache="test",result="hit"} 2"#) && text.contains(#"result="miss"} 3"#))
            #expect(text.contains(#"cache_hit_ratio{cache="test"} 0.4"#))
        }
    }

    @Test("a reader that asked before a change cannot put back what the change has made wrong")
    func slowReader() async throws {
        try await withRedis { bed in
            let reader = try await self.cache(bed.client())
            #expect(await reader.read("other-\(key)") != .hit([]))  // its generation has begun
            let writer = try await self.cache(bed.client())
            #expect(await writer.read("other-\(key)") != .hit([]))
            let old = try await miss(reader)
            await writer.forget([key])
            await reader.fill(old, [1])
            let new = try await miss(writer)
            await reader.fill(old, [1])
            await writer.fill(new, [2])
            #expect(await reader.read(key) == .hit([2]))
        }
    }

    @Test("a process that begins makes void what stands there: the one before it may have died between commit and forget")
    func generations() async throws {
        try await withRedis { bed in
            let first = try await self.cache(bed.client())
            await first.fill(try await miss(first), [1])
            let second = try await self.cache(bed.client())
            let lease = try await miss(second)
            #expect(await first.read(key) == .miss(nil))
            await second.fill(lease, [2])
            #expect(await first.read(key) == .hit([2]))
        }
    }

    @Test("Redis away: no hit, no lease; a change meanwhile is made good before the first use, by every loop of the process")
    func outage() async throws {
        try await withPrivateRedis { bed in
            let losses = CacheLosses()
            let (one, other) = (try await bed.client(), try await bed.client())
            let (writing, reading) = (self.cache(one, losses), self.cache(other, losses))
            _ = await writing.read(key)
            _ = await reading.read(key)
            await reading.forget([key])
            await reading.fill(try await miss(reading), [1])
            #expect(await reading.read(key) == .hit([1]))
            one.close()  // this loop alone has lost Redis
            await writing.forget([key])
            #expect(await writing.read(key) == .miss(nil))
            #expect(await reading.read(key) != .hit([1]))
        }
    }

    @Test("the generation dropped by Redis: nothing is read until a new one has begun")
    func dropped() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let cache = self.cache(client)
            await cache.fill(try await miss(cache), [1])
            _ = try await client.command("DEL", .text(key + ":generation"))
            #expect(await cache.read(key) == .miss(nil))
            await cache.fill(try await miss(cache), [2])
            #expect(await cache.read(key) == .hit([2]))
        }
    }
}
