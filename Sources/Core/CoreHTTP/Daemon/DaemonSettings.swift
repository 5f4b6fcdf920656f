package import ServiceRuntime

/// The settings that every daemon has, as they were read.
package struct DaemonSettings: Sendable {
    /// As logs, metrics and `pg_stat_activity` show it: `auth`.
    package let name: String
    /// Threads, each with an event loop, a listener and connections to the stores of its own.
    package var loops: Int
    /// Address, limits and timeouts. Port 0 takes a free port, which the `listening` line on standard output names.
    package var server: ServerConfiguration
    /// From the first signal to the end of the process.
    package var shutdownTimeout: Duration = .seconds(10)
    /// Where spans go; nil: tracing is off.
    package var collector: WebOrigin? {
        didSet { server.samplesTraces = collector != nil }
    }

    /// Sets up in `registry` the metrics that every daemon has: connections, turns, spans, the process itself.
    package mutating func count(in registry: MetricsRegistry) {
        server.metrics = ServerMetrics(registry)
        registry.observeProcess(service: name)
    }

    package init(name: String, loops: Int, server: ServerConfiguration) {
        precondition(loops > 0)
        self.name = name
        self.loops = loops
        self.server = server
    }
}
