import Hosting
import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

@Suite("Pages under a version", .timeLimit(.minutes(2))) struct PageCacheTests {
    private let key = "page-\(UInt64.random(in: 0 ... .max))"

    @Test("a page is read from Redis while the version is its own, whatever it holds; under another it is read anew")
    func versions() async throws {
        let address = try await Stores.shared.redis()
        try await onLoop { loop in
            let password = address.password.isEmpty ? nil : address.password
            try await Self.with(RedisConfiguration(host: address.host, port: address.port, password: password), on: loop) {
                cache, figures in
                var loads = 0
                let pages = [
                    PageCache.Page(bytes: [], cursor: nil), .init(bytes: [0, 1, 255], cursor: "c"),
                    .init(bytes: Array(repeating: 9, count: 10_000), cursor: String(repeating: "x", count: 255)),
                ]
                for (number, page) in pages.enumerated() {
                    for version in [Int64(number), .max - Int64(number), -1 - Int64(number)] {
                        for _ in 0..<3 {
                            let read = try await cache.page(key, version: { version }) {
                                loads += 1
                                return page
                            }
                            #expect(read == page)
                        }
                    }
                }
                #expect(loads == 9)
                #expect(figures().contains(#"cache_reads_total{cache="test",result="hit"} 18"#))
                struct Broken: Error {}
                await #expect(throws: Broken.self) {
                    _ = try await cache.page(key, version: { throw Broken() }, load: { pages[0] })
                }
                await #expect(throws: Broken.self) { _ = try await cache.page(key, version: { 77 }, load: { throw Broken() }) }
            }
        }
    }

    @Test("an older page put back by a slow reader is not read")
    func slowReader() async throws {
        let address = try await Stores.shared.redis()
        try await onLoop { loop in
            let password = address.password.isEmpty ? nil : address.password
            try await Self.with(RedisConfiguration(host: address.host, port: address.port, password: password), on: loop) {
                cache, _ in
                _ = try await cache.page(key, version: { 1 }) {
                    // Meanwhile a change commits, and its maker reads.
                    let new = try await cache.page(key, version: { 2 }) { .init(bytes: [2], cursor: nil) }
                    #expect(new.bytes == [2])
                    return .init(bytes: [1], cursor: nil)
                }
                let read = try await cache.page(key, version: { 2 }) { .init(bytes: [2], cursor: nil) }
                #expect(read.bytes == [2])
            }
        }
    }

    @Test("a Redis that refuses to write costs the cache, and is counted")
    func refused() async throws {
        try await onLoop { loop in
            let broken = try RefusingRedis("OOM command not allowed", on: loop)
            async let serving: Void = broken.run()
            try await Self.with(RedisConfiguration(host: "127.0.0.1", port: broken.port), on: loop) { cache, figures in
                for number in 1...3 {
                    let page = PageCache.Page(bytes: [UInt8(number)], cursor: nil)
                    let read = try await cache.page(key, version: { 1 }, load: { page })
                    #expect(read == page)
                }
                #expect(figures().contains(#"cache_fills_failed_total{cache="test"} 3"#))
            }
            broken.close()
            await serving
        }
    }

    private static func with(
        _ configuration: RedisConfiguration, on loop: EventLoop, _ body: (PageCache, () -> String) async throws -> Void
    ) async throws {
        let client = RedisClient(
            configuration, on: loop, resolver: Resolver())
        let registry = MetricsRegistry()
        async let running: Void = client.run()
        let outcome: Result<Void, any Error>
        do {
            try #require(await client.waitUntilReady(atMost: .seconds(30)))
            try await body(PageCache(client, metrics: PageCacheMetrics(registry, cache: "test")), { registry.render() })
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        client.close()
        await running
        try outcome.get()
    }
}
