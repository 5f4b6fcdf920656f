import CoreHTTP

/// The generic cell rate algorithm (ITU-T I.371): all that is remembered of a subject is its theoretical arrival time, the moment at
/// which its quota will be whole again. A request that is let through moves it by the policy's interval; one that would move it
/// further than a window ahead is refused, and a refused one moves nothing. Times are microseconds of any clock.
///
/// ```
///   now            arrival                     now + window
///    ├────used───────┼─────────still free─────────┤
/// ```
package enum GCRA {
    package struct Outcome: Equatable {
        package let isAllowed: Bool
        /// From now to the arrival time that holds after the request.
        package let ahead: Int
    }

    /// `debt`: requests that were let through before this one and are counted only now. They count up to a full window.
    package static func take(_ policy: RateLimitPolicy, arrival: Int?, now: Int, debt: Int = 0) -> Outcome {
        let used = max(arrival ?? now, now) - now + debt * policy.interval
        let isAllowed = used + policy.interval <= policy.windowMicroseconds
        return Outcome(isAllowed: isAllowed, ahead: isAllowed ? used + policy.interval : min(used, policy.windowMicroseconds))
    }
}

extension RateLimitVerdict {
    package init(_ policy: RateLimitPolicy, _ outcome: GCRA.Outcome) {
        let free = policy.windowMicroseconds - outcome.ahead
        // Refused: until one interval fits again.
        let wait = outcome.isAllowed ? outcome.ahead : max(0, policy.interval - free)
        self.init(
            policy: policy.name, limit: policy.limit, window: policy.window,
            remaining: outcome.isAllowed ? max(0, free / policy.interval) : 0, reset: (wait + 999_999) / 1_000_000,
            isAllowed: outcome.isAllowed, isTold: policy.disclosure != .never)
    }
}
