import ServiceRuntime

/// How often passwords are forgotten, and set anew.
struct RecoveryMetrics: Sendable {
    let requested: Counter
    let completed: Counter
    let refused: Counter

    init(_ registry: MetricsRegistry) {
        func counter(_ step: String) -> Counter {
            registry.counter("auth_recoveries_total", help: "Steps of setting a forgotten password anew.", labels: ["step": step])
        }
        requested = counter("requested")
        completed = counter("completed")
        refused = counter("refused")
    }
}
