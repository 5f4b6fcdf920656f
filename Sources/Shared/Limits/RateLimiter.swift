package import Contracts
package import CoreHTTP
package import Reactor
package import Redis

/// Counts requests for one loop: in Redis, shared with every other process, and while Redis is away in this process alone.
package final class RateLimiter {
    private let shared: RedisRateLimits
    private let local: LocalRateLimits
    private let loop: EventLoop
    private let frequent: FrequentCharges
    private let metrics: RateLimitMetrics

    package init(
        _ redis: RedisClient, names: RedisNames, local: LocalRateLimits, metrics: RateLimitMetrics, on loop: EventLoop
    ) {
        shared = RedisRateLimits(redis: redis, names: names)
        self.local = local
        self.loop = loop
        self.metrics = metrics
        frequent = FrequentCharges()
    }

    /// Exact, at a round trip a request: for what attackers try often.
    package func judge(_ charges: RateLimitCharges) async -> RateLimitVerdict? {
        guard !charges.isEmpty else { return nil }
        do throws(RedisError) {
            return counted(GroupDecision(charges, try await shared.take(charges)).verdict)
        } catch {
            return counted(local.take(charges, now: now))
        }
    }

    /// For what happens all the time: most requests are counted here first and reported to Redis several at a time (`FrequentCharges`).
    package func judge(often charge: RateLimitCharge) async -> RateLimitVerdict {
        if let outcome = frequent.takeHere(charge, now: now) { return RateLimitVerdict(charge.policy, outcome) }
        let debt = frequent.collectDebt(charge)
        do throws(RedisError) {
            let outcome = try await shared.take([[charge]], debt: debt)[0]
            frequent.apply(charge, ahead: outcome.ahead, now: now)
            return counted(RateLimitVerdict(charge.policy, outcome))
        } catch {
            frequent.forget(charge)
            return counted(local.take([[charge]], now: now))
                ?? RateLimitVerdict(charge.policy, GCRA.Outcome(isAllowed: true, ahead: 0))
        }
    }

    private var now: Int { Int(loop.now.nanoseconds / 1_000) }

    private func counted(_ verdict: RateLimitVerdict) -> RateLimitVerdict {
        if !verdict.isAllowed { metrics.refused(verdict.policy) }
        return verdict
    }

    private func counted(_ verdict: RateLimitVerdict?) -> RateLimitVerdict? { verdict.map { counted($0) } }
}
