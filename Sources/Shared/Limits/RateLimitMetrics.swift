package import ServiceRuntime

/// `rate_limited_total` by policy.
package struct RateLimitMetrics: Sendable {
    private let counters: [String: Counter]

    package init(_ metrics: MetricsRegistry, policies: [RateLimitPolicy]) {
        counters = policies.reduce(into: [:]) { counters, policy in
            counters[policy.name] = metrics.counter(
                "rate_limited_total", help: "Requests refused with 429.", labels: ["policy": policy.name])
        }
    }

    func refused(_ policy: String) { counters[policy]?.add() }
}
