import Audit
import CoreHTTP
import Hosting

/// Reading a patient's appointments in an emergency, and its review.
struct BreakGlassFeature: Feature {
    let store: GrantStore
    private let routes: GrantRoutes
    private let loop: LoopContext
    private let interval: Duration
    private let metrics: GrantMetrics

    /// `interval`: how often it is looked for what time has done.
    init(_ loop: LoopContext, log: AuditLog, every interval: Duration) {
        (self.loop, self.interval) = (loop, interval)
        store = GrantStore(pool: loop.pool)
        metrics = GrantMetrics(loop.metrics)
        routes = GrantRoutes(
            grants: store, authenticator: loop.authenticator, log: log, ids: loop.ids, clock: loop.clock, metrics: metrics)
    }

    func register(on router: Router) { routes.register(on: router) }

    func processTasks() -> [any LoopTask] {
        [loop.periodic(every: interval, failure: "grants could not be looked at") { _ in try await sweep() }]
    }

    func sweep() async throws { metrics.overdue.set(try await store.overdue()) }
}
