/// How often something may happen: at most `limit` times in any moment's last `window`, all at once if need be, and evenly from then on.
package struct RateLimitPolicy: Sendable, Hashable {
    /// As clients see it: `login-account`.
    package let name: String
    package let limit: Int
    /// Whole seconds.
    package let window: Int

    package init(_ name: String, limit: Int, window: Int = 60) {
        precondition(limit > 0 && window > 0)
        self.name = name
        self.limit = limit
        self.window = window
    }

    /// Microseconds that one request costs.
    var interval: Int { max(1, windowMicroseconds / limit) }
    var windowMicroseconds: Int { window * 1_000_000 }
}
