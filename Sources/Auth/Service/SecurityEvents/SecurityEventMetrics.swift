import ServiceRuntime

/// How often each kind of event has happened.
struct SecurityEventMetrics: Sendable {
    private let counters: [SecurityEvent.Kind: Counter]

    init(_ registry: MetricsRegistry) {
        var counters: [SecurityEvent.Kind: Counter] = [:]
        for kind in SecurityEvent.Kind.allCases {
            counters[kind] = registry.counter(
                "auth_security_events_total", help: "Security events recorded.", labels: ["type": kind.rawValue])
        }
        self.counters = counters
    }

    func count(_ kind: SecurityEvent.Kind) { counters[kind]?.add() }
}
