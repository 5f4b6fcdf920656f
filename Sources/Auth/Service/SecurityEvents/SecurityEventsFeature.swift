import Audit
import Contracts
import CoreHTTP
import Hosting
import Postgres
import ServiceRuntime

/// Events that matter for security: recorded by the other features, read by admins, removed after their retention.
struct SecurityEventsFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let metrics: SecurityEventMetrics
        /// How long events are kept.
        let retention: Duration

        init(retention: Duration, metrics: MetricsRegistry) {
            self.retention = retention
            self.metrics = SecurityEventMetrics(metrics)
        }
    }

    private static let sweepInterval = Duration.seconds(600)

    /// The recorder of this loop.
    let events: SecurityEvents
    private let loop: LoopContext
    private let retention: Duration
    private let log: AuditLog

    init(_ loop: LoopContext, _ shared: Shared, letters: Letters, log: AuditLog) {
        self.loop = loop
        self.log = log
        retention = shared.retention
        events = SecurityEvents(
            store: SecurityEventStore(pool: loop.pool), metrics: shared.metrics, ids: loop.ids, clock: loop.clock, log: loop.log,
            letters: letters)
    }

    func register(on router: Router) {
        SecurityEventRoutes(events: events.store, authenticator: loop.authenticator, log: log).register(on: router)
    }

    func processTasks() -> [any LoopTask] {
        [
            loop.periodic(every: Self.sweepInterval, failure: "old security events could not be removed") { _ in
                try await sweep()
            }
        ]
    }

    func sweep() async throws(PostgresError) {
        try await events.store.removeEvents(before: loop.clock.instant.adding(seconds: -retention.components.seconds))
    }
}
