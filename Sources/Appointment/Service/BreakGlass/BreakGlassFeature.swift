import Audit
import Contracts
import CoreHTTP
import Hosting
import Postgres
import ServiceRuntime

/// Reading a patient's appointments in an emergency, and its review.
struct BreakGlassFeature: Feature {
    let store: GrantStore
    let charges: RateLimitCharging?
    private let routes: GrantRoutes
    private let loop: LoopContext
    private let interval: Duration
    private let metrics: GrantMetrics
    private let commits: CommitSignal

    /// `namesStaff`: whether patients are told who it was. `interval`: how often it is looked for what time has done.
    init(
        _ loop: LoopContext, auth: AuthClient, limit: GrantLimit, log: AuditLog, commits: CommitSignal, namesStaff: Bool,
        every interval: Duration
    ) {
        (self.loop, self.interval, self.commits) = (loop, interval, commits)
        store = GrantStore(pool: loop.pool, namesStaff: namesStaff)
        charges = limit.charges(loop.authenticator)
        metrics = GrantMetrics(loop.metrics)
        routes = GrantRoutes(
            grants: store, patients: AuthPatients(auth: auth), authenticator: loop.authenticator, log: log, ids: loop.ids,
            clock: loop.clock, metrics: metrics,
            commits: commits)
    }

    func register(on router: Router) { routes.register(on: router) }

    func processTasks() -> [any LoopTask] {
        [loop.periodic(every: interval, failure: "grants could not be looked at") { try await sweep($0) }]
    }

    /// What the passing of time does.
    func sweep(_ isClosing: () -> Bool = { false }) async throws {
        while !isClosing(), try await store.tell() { commits.published() }
        while !isClosing(), try await store.recordEnds(at: loop.clock.instant) {}
        metrics.overdue.set(try await store.overdue())
        _ = try await loop.pool.query(NoticeStatements.forget, [.date(Int32(loop.clock.instant.seconds / 86_400))])
    }
}
