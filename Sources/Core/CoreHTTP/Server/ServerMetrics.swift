package import ServiceRuntime

/// What a server counts about its connections, over all loops of the process.
package struct ServerMetrics: Sendable {
    let connections: Gauge
    let sessions: Gauge
    let accepted: Counter
    let refused: Counter
    let received: Counter
    let sent: Counter
    let slowSessions: Counter
    let tracing: TracingMetrics
    private let registry: MetricsRegistry

    package init(_ registry: MetricsRegistry) {
        self.registry = registry
        tracing = TracingMetrics(registry)
        connections = registry.gauge("http_server_connections", help: "Open connections that speak HTTP.")
        sessions = registry.gauge("http_server_live_sessions", help: "Open WebSockets and event streams.")
        accepted = registry.counter("http_server_connections_accepted_total", help: "Connections taken.")
        refused = registry.counter(
            "http_server_connections_refused_total", help: "Connections answered 503 because a limit was reached.")
        received = registry.counter("http_server_received_bytes_total", help: "Bytes of requests.")
        sent = registry.counter("http_server_sent_bytes_total", help: "Bytes of answers.")
        slowSessions = registry.counter(
            "http_server_slow_sessions_closed_total", help: "Live sessions closed because their peer did not read.")
    }

    /// The longest turns of one loop.
    func turns(of loop: Int) -> Histogram {
        registry.histogram(
            "event_loop_longest_turn_seconds",
            help: "The longest turn of each second: so long whoever had to wait behind it has waited.", labels: ["loop": "\(loop)"])
    }
}
