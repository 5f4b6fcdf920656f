import CoreHTTP
import Synchronization

/// Counts for this process alone, while Redis is away. Shared by its loops.
///
/// Bounded: when `capacity` subjects are known, those not seen since the last time it was full are forgotten.
package final class LocalRateLimits: Sendable {
    private struct Arrivals {
        var recent: [RateLimitCharge: Int] = [:]
        var older: [RateLimitCharge: Int] = [:]
    }

    private let arrivals = Mutex(Arrivals())
    private let capacity: Int

    package init(capacity: Int = 50_000) { self.capacity = capacity }

    /// `now`: microseconds of a clock that does not go back.
    func take(_ charges: RateLimitCharges, now: Int) -> RateLimitVerdict? {
        let flat = charges.flatMap(\.self)
        return arrivals.withLock { arrivals in
            let outcomes = flat.map {
                GCRA.take($0.policy, arrival: arrivals.recent[$0] ?? arrivals.older[$0], now: now)
            }
            let decision = GroupDecision(charges, outcomes)
            for index in decision.paying {
                if arrivals.recent.count >= capacity / 2 {
                    arrivals.older = arrivals.recent
                    arrivals.recent = [:]
                }
                arrivals.recent[flat[index]] = now + outcomes[index].ahead
            }
            return decision.verdict
        }
    }
}
