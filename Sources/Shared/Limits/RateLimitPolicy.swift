/// How often something may happen: up to `limit` times at once, and from then on once every `window / limit`. Any period as long as
/// the window has less than twice `limit`.
package struct RateLimitPolicy: Sendable, Hashable {
    /// As clients see it: `login-account`.
    package let name: String
    package let limit: Int
    /// Whole seconds.
    package let window: Int
    package let disclosure: Disclosure

    /// When the caller is told how much is left. Not of a budget that others use too: the RateLimit fields would tell a stranger
    /// whether somebody signs in to an account, or guesses at it.
    package enum Disclosure: Sendable {
        case always
        /// Only once it is used up. Before, seeing this one pay would show that another of its group is used up.
        case whenRefused
        case never
    }

    package init(_ name: String, limit: Int, window: Int = 60, disclosure: Disclosure = .always) {
        precondition(limit > 0 && window > 0)
        self.name = name
        self.limit = limit
        self.window = window
        self.disclosure = disclosure
    }

    /// Microseconds that one request costs.
    var interval: Int { max(1, windowMicroseconds / limit) }
    var windowMicroseconds: Int { window * 1_000_000 }
}
