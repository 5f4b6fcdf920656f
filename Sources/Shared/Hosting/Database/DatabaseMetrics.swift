import Postgres
import ServiceRuntime

/// What a daemon counts about its database, over all loops.
final class DatabaseMetrics {
    private let registry: MetricsRegistry
    /// By class of SQLSTATE; each is there from the start, so that the first one is an increase.
    private let serverFailures: [String: Counter]
    private let connections: Gauge
    private let failures: Counter
    private let losses: Counter
    private let inFlight: Gauge
    private let waiting: Gauge
    private var sampled = (inFlight: 0, waiting: 0)
    private var durations: [String: Histogram] = [:]
    private let standbyReads: [StandbyReads.Outcome: Counter]

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        connections = registry.gauge("db_connections", help: "Connections to the database that stand.")
        inFlight = registry.gauge("db_statements_in_flight", help: "Statements sent and not answered; looked at every second.")
        waiting = registry.gauge("db_statements_waiting", help: "Statements that wait for a connection; looked at every second.")
        failures = registry.counter("db_connect_failures_total", help: "Connections that could not be made.")
        losses = registry.counter("db_connections_lost_total", help: "Connections that broke or were given up.")
        standbyReads = Dictionary(
            uniqueKeysWithValues: StandbyReads.Outcome.allCases.map { outcome in
                let help = "Lists that a standby may give, by whether one did, or why it was the primary."
                return (outcome, registry.counter("db_standby_reads_total", help: help, labels: ["outcome": outcome.rawValue]))
            })
        serverFailures = Dictionary(
            uniqueKeysWithValues: PostgresError.serverFailureClasses.map { name in
                let help = "Statements that the server could not carry out, by class of SQLSTATE."
                return (name, registry.counter("db_server_failures_total", help: help, labels: ["class": name]))
            })
    }

    func record(_ outcome: StandbyReads.Outcome) { standbyReads[outcome]?.add() }

    /// Every loop adds its own pool's share.
    func sample(_ load: PostgresLoad) {
        inFlight.add(load.inFlight - sampled.inFlight)
        waiting.add(load.waiting - sampled.waiting)
        sampled = (load.inFlight, load.waiting)
    }

    func record(_ event: PostgresEvent) {
        switch event {
        case .connected: connections.add()
        case .connectFailed: failures.add()
        case .lost(_, let loss, _):
            connections.subtract()
            if loss != .closed { losses.add() }
        case .notice: break
        }
    }

    /// `duration`: from the call, waiting for a connection included. A series is looked up once a loop.
    func record(_ statement: Statement, _ duration: Duration, _ error: PostgresError?) {
        if let error, error.isServerFailure, let state = error.sqlState { serverFailures[state.errorClass]?.add() }
        time(statement, duration)
    }

    func time(_ statement: Statement, _ duration: Duration) {
        if let known = durations[statement.name] { return known.observe(duration) }
        let histogram = registry.histogram(
            "db_statement_duration_seconds", help: "From the call of a statement to its outcome.",
            labels: ["statement": statement.name])
        durations[statement.name] = histogram
        histogram.observe(duration)
    }
}
