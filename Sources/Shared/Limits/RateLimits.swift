package import Access
package import Contracts
package import CoreHTTP
package import Reactor
package import Redis
package import ServiceRuntime

/// A daemon's rate limits: what all routes have alike, the requests of a user to a route, and what a service adds for some of its own.
package struct RateLimits: Sendable {
    package static let requestsKey = ConfigurationKey(
        "REQUEST_LIMIT", default: 600, range: 0...1_000_000,
        help: "Requests a user may make to one route in a minute, over all processes; 0: no limit.")

    private let requests: RateLimitPolicy?
    private let local = LocalRateLimits()
    private let metrics: RateLimitMetrics

    /// `special`: the policies of the charges that `middleware` is given, for the metrics.
    package init(requestsPerMinute: Int, special: [RateLimitPolicy] = [], metrics: MetricsRegistry) {
        requests = requestsPerMinute == 0 ? nil : RateLimitPolicy("requests", limit: requestsPerMinute)
        self.metrics = RateLimitMetrics(metrics, policies: special + (requests.map { [$0] } ?? []))
    }

    /// The middleware of one loop; nil when nothing is limited. `special`: what a request to a route with limits of its own is charged
    /// with, nil for all other routes.
    package func middleware(
        _ redis: RedisClient, names: RedisNames, authenticator: Authenticator, on loop: EventLoop,
        special: ((Request) async throws -> RateLimitCharges?)? = nil
    ) -> RateLimit? {
        guard requests != nil || special != nil else { return nil }
        let limiter = RateLimiter(redis, names: names, local: local, metrics: metrics, on: loop)
        return RateLimit { [requests] request in
            if let charges = try await special?(request) { return await limiter.judge(charges) }
            guard let requests, request.route.template.hasPrefix("/api/"),
                let principal = try? authenticator.principal(of: request)
            else { return nil }
            let subject = "\(principal.userID):\(request.route.method) \(request.route.template)"
            return await limiter.judge(often: RateLimitCharge(requests, subject))
        }
    }
}
