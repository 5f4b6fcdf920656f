/// Somebody or something whose requests a policy counts.
package struct RateLimitCharge: Sendable, Hashable {
    package let policy: RateLimitPolicy
    /// An address, an account's digest, a user and a route.
    package let subject: String

    package init(_ policy: RateLimitPolicy, _ subject: String) {
        self.policy = policy
        self.subject = subject
    }
}

/// What a request is charged with: every group must let it through, a group does when one of its charges does, and the first that
/// does is the one that pays. A request that is refused pays nothing.
package typealias RateLimitCharges = [[RateLimitCharge]]
