package import Access
import CoreHTTP
package import Limits
import Reactor
package import ServiceRuntime

/// Whether strangers may see what can be booked, and how often.
package struct PublicBooking: Sendable {
    package static let key = ConfigurationKey(
        "PUBLIC_BOOKING", default: false,
        help: "Whether doctors and their free times are shown without an account; the same for auth and appointment.")
    package static let limitKey = ConfigurationKey(
        "PUBLIC_LIMIT", default: 120, range: 0...1_000_000,
        help: "Requests without an account from one address (of IPv6 its /64) in a minute; 0: no limit.")

    package static let keys: [any AnyConfigurationKey] = [key, limitKey]

    private let isOn: Bool
    private let policy: RateLimitPolicy?

    package init(from configuration: Configuration) {
        self.init(isOn: configuration[Self.key], limit: configuration[Self.limitKey])
    }

    /// `limit`: requests a minute from one network; 0: any number.
    package init(isOn: Bool, limit: Int = 0) {
        self.isOn = isOn
        policy = limit == 0 ? nil : RateLimitPolicy("public", limit: limit)
    }

    /// The policies, for the metrics of limits.
    package var policies: [RateLimitPolicy] { policy.map { [$0] } ?? [] }

    package func visitors(_ authenticator: Authenticator) -> Visitors { Visitors(areLetIn: isOn, authenticator) }

    /// What strangers are charged with for the routes of these templates.
    package func charges(_ templates: [String], _ authenticator: Authenticator) -> RateLimitCharging? {
        guard isOn, let policy else { return nil }
        let visitors = visitors(authenticator)
        return { request in
            guard templates.contains(request.route.template), visitors.isStranger(request) else { return nil }
            return [[RateLimitCharge(policy, request.peer.networkText)]]
        }
    }
}
