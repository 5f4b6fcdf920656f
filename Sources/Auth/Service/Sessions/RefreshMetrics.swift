import ServiceRuntime

/// Counts what becomes of refresh tokens.
struct RefreshMetrics: Sendable {
    let rotated: Counter
    let siblings: Counter
    let refused: Counter

    init(_ registry: MetricsRegistry) {
        func refreshes(_ result: String) -> Counter {
            registry.counter("auth_refreshes_total", help: "Attempts to exchange a refresh token.", labels: ["result": result])
        }
        rotated = refreshes("rotated")
        siblings = refreshes("sibling")
        refused = refreshes("refused")
    }
}
