import Contracts
import CoreHTTP
import Foundation
import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

@testable import Limits

@Suite("Rate limits in Redis and without it", .timeLimit(.minutes(4))) struct RateLimiterTests {
    private static let policy = RateLimitPolicy("try", limit: 5)
    private static let often = RateLimitPolicy("often", limit: 320)

    @Test("the script decides as GCRA does, for all processes together")
    func script() async throws {
        try await use { bed in
            let (one, other) = (bed.shared(), bed.shared())
            for used in 1...5 {
                let outcome = try await (used.isMultiple(of: 2) ? one : other).take([[RateLimitCharge(Self.policy, "a")]])[0]
                #expect(outcome.isAllowed)
                // Since the first some time has passed.
                #expect((used - 1) * 12_000_000 < outcome.ahead && outcome.ahead <= used * 12_000_000)
            }
            let refused = try await one.take([[RateLimitCharge(Self.policy, "a")]])[0]
            #expect(!refused.isAllowed && RateLimitVerdict(Self.policy, refused).reset <= 12)
            #expect(try await one.take([[RateLimitCharge(Self.policy, "b")]])[0].isAllowed)
            let keys = try await bed.redis.command("PTTL", .text(bed.names.rate("try", "a"))).int ?? 0
            #expect(1 < keys && keys <= 60_001)
        }
    }

    @Test("a refused request pays none of its charges; of alternatives the first that lets it through pays")
    func groups() async throws {
        try await use { bed in
            let (address, account, owner) = (
                RateLimitPolicy("address", limit: 3), RateLimitPolicy("account", limit: 1), RateLimitPolicy("owner", limit: 1)
            )
            func attempt(_ from: String) async -> Bool {
                let charges = [
                    [RateLimitCharge(address, from)],
                    [RateLimitCharge(account, "x"), RateLimitCharge(owner, "x:\(from)")],
                ]
                return await bed.limiter().judge(charges)?.isAllowed == true
            }
            #expect(await attempt("stranger"))
            #expect(await attempt("stranger"))
            // The account is closed to the stranger now, and that costs his address nothing.
            for _ in 0..<5 { #expect(await !attempt("stranger")) }
            #expect(await bed.limiter().judge([[RateLimitCharge(address, "stranger")]])?.remaining == 0)
            // Its owner comes from elsewhere.
            #expect(await attempt("owner"))
            #expect(await !attempt("owner"))
        }
    }

    @Test("frequent requests are told to Redis some at a time; the limit holds over several loops but for what they have not told")
    func frequent() async throws {
        try await use { bed in
            let limiters = (0..<2).map { _ in bed.limiter() }
            let charge = RateLimitCharge(Self.often, "user")
            let before = bed.redis.counters.commands
            var allowed = 0
            let begun = ContinuousClock.now
            for round in 0..<1_000 where await limiters[round % 2].judge(often: charge).isAllowed { allowed += 1 }
            // What has come back meanwhile, on a machine that takes its time.
            let seconds = Int(((ContinuousClock.now - begun) / .seconds(1)).rounded(.up))
            let most = Self.often.limit + seconds * Self.often.limit / Self.often.window + 2 * FrequentCharges.batch
            let asked = bed.redis.counters.commands - before
            // While half of the quota is free one request in sixteen asks.
            #expect(allowed >= Self.often.limit && allowed <= most, "\(allowed) were let through")
            #expect(asked <= 1_000 - 100, "\(asked) commands")
        }
    }

    @Test("while Redis is away the process counts alone, and Redis counts again when it is back")
    func away() async throws {
        try await Stores.withPrivate([.redis]) { stores in
            try await use(stores) { bed in
                let (limiter, charges) = (bed.limiter(), [[RateLimitCharge(Self.policy, "a")]])
                #expect(await limiter.judge(charges)?.remaining == 4)
                try await stores.stop(.redis)
                #expect(await (0..<5).asyncMap { _ in await limiter.judge(charges)?.remaining } == [4, 3, 2, 1, 0])
                // Another loop of the process shares that count.
                #expect(await bed.limiter().judge(charges)?.isAllowed == false)
                #expect(await limiter.judge(often: RateLimitCharge(Self.often, "user")).isAllowed)
                try await stores.start([.redis])
                #expect(await bed.redis.waitUntilReady(atMost: .seconds(30)))
                #expect(await limiter.judge(charges)?.isAllowed == true)
            }
        }
    }

    @Test("the count without Redis is bounded; who was seen lately is remembered longest")
    func bounded() {
        let local = LocalRateLimits(capacity: 100)
        let once = RateLimitPolicy("once", limit: 1)
        func take(_ subject: String) -> Bool { local.take([[RateLimitCharge(once, subject)]], now: 0)?.isAllowed == true }
        #expect(take("first"))
        for number in 0..<60 { #expect(take("\(number)")) }
        #expect(!take("59") && !take("40"))
        for number in 60..<120 { #expect(take("\(number)")) }
        #expect(take("first"), "long forgotten")
    }

    // MARK: -

    /// A Redis client on a loop, a prefix of its own.
    final class Bed: @unchecked Sendable {  // loop-confined
        let redis: RedisClient
        let loop: EventLoop
        let names = RedisNames(prefix: "t-\(UUID().uuidString):")
        private let local = LocalRateLimits()

        init(_ redis: RedisClient, _ loop: EventLoop) { (self.redis, self.loop) = (redis, loop) }

        func shared() -> RedisRateLimits { RedisRateLimits(redis: redis, names: names) }
        func limiter() -> RateLimiter {
            RateLimiter(redis, names: names, local: local, metrics: RateLimitMetrics(MetricsRegistry(), policies: []), on: loop)
        }
    }

    private func use(_ stores: Stores = .shared, _ body: @escaping @Sendable (Bed) async throws -> Void) async throws {
        let address = try await stores.redis()
        try await onLoop { loop in
            let configuration = RedisConfiguration(
                host: address.host, port: address.port, password: address.password.isEmpty ? nil : address.password)
            let resolver = Resolver()
            let redis = RedisClient(configuration, on: loop, resolver: resolver)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await redis.run() }
                try #require(await redis.waitUntilReady(atMost: .seconds(30)))
                let outcome: Result<Void, any Error>
                do { outcome = .success(try await body(Bed(redis, loop))) } catch { outcome = .failure(error) }
                redis.close()
                try outcome.get()
            }
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<T>(_ transform: (Element) async -> T) async -> [T] {
        var values: [T] = []
        for element in self { values.append(await transform(element)) }
        return values
    }
}
