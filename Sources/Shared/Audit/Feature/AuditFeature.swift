import Contracts
package import CoreHTTP
package import Hosting
import Logging
package import Postgres

/// The access log of a service on one loop.
package struct AuditFeature: Feature {
    package let log: AuditLog
    private let policy: AuditPolicy
    private let configuration: AuditConfiguration
    private let routes: AuditRoutes
    private let reading: ReadingRoutes?
    private let sealing: AuditSealing
    private let timeStamping: TimeStamping?
    private let keeping: LogKeeping
    private let nightly: NightlyCheck
    private let loop: LoopContext

    /// How often deferred entries are written, and how often partitions are made.
    private static let flushInterval = Duration.seconds(1)
    private static let partitionInterval = Duration.seconds(6 * 3_600)
    /// How often it is looked whether something is too old.
    private static let keepingInterval = Duration.seconds(600)

    /// `prefix`: where the service's routes begin. `reading`: shows people who has looked at their data, where the service does it in no way
    /// of its own. `notice`: how those are told whose data others look at. `owners`: whose data it is that somebody was refused.
    /// `anchor`: where checkpoints are published to.
    package init(
        _ loop: LoopContext, policy: AuditPolicy, _ configuration: AuditConfiguration, prefix: String, reading: Statement? = nil,
        notice: AuditNotice? = nil, owners: AuditOwners? = nil, anchor: CheckpointAnchor? = nil
    ) {
        self.loop = loop
        self.policy = policy
        self.configuration = configuration
        log = AuditLog(
            loop, reads: configuration.reads, coalesce: configuration.coalesce, metrics: AuditMetrics(loop.metrics), notice: notice,
            owners: owners)
        routes = AuditRoutes(prefix: prefix, pool: loop.pool)
        let log = log
        self.reading = reading.map {
            ReadingRoutes(
                prefix: prefix, statement: $0, policy: policy, pool: loop.pool, authenticator: loop.authenticator, log: log,
                namesStaff: configuration.showsStaff)
        }
        sealing = AuditSealing(loop, configuration, anchor: anchor)
        timeStamping = TimeStamping(loop, configuration, metrics: sealing.metrics)
        keeping = LogKeeping(loop, configuration.keeping)
        nightly = NightlyCheck(loop, configuration)
    }

    package func register(on router: Router) {
        routes.register(on: router)
        reading?.register(on: router)
    }

    package var middleware: [any Middleware] { [RefusalAudit(policy: policy, log: log, authenticator: loop.authenticator)] }

    /// Bookings go on while nothing is sealed.
    package var healthChecks: [Health.Check] {
        [Health.Check("audit", required: false) { [sealing] in !sealing.isRefused }]
    }

    package func tasks() -> [any LoopTask] { [AuditFlush(log, every: Self.flushInterval, of: loop)] }

    package func processTasks() -> [any LoopTask] {
        if configuration.seed == nil { loop.log.warning("AUDIT_KEY is not set: nobody signs the access log") }
        let stamping = timeStamping.map { stamping in
            loop.periodic(
                every: configuration.timeStampInterval, failure: "no time stamp for the access log", level: .warning,
                work: { _ in try await stamping.turn() })
        }
        let others: [(any LoopTask)?] = [stamping, sealing.anchoring]
        return [
            loop.periodic(every: Self.partitionInterval, failure: "no partitions could be made for the access log", level: .error) {
                _ in try await prepare()
            },
            loop.periodic(
                every: configuration.sealInterval, failure: "the access log could not be sealed", level: .warning,
                work: { try await seal($0) }),
            loop.periodic(
                every: Self.keepingInterval, failure: "old details of the access log could not be removed", level: .warning,
                work: { try await shred($0) }),
            loop.periodic(
                every: Self.keepingInterval, failure: "old months of the access log could not be dropped", level: .warning,
                work: { try await prune($0) }),
            loop.periodic(
                every: Self.keepingInterval, failure: "the access log could not be checked", level: .warning,
                work: { try await check($0) }),
        ] + others.compactMap(\.self)
    }

    /// Makes the partitions of this month and the next.
    package func prepare() async throws {
        _ = try await loop.pool.query(AuditStatements.prepare, [.date(Int32(loop.clock.instant.seconds / 86_400))])
    }

    /// Takes the details of old entries away.
    package func shred(_ isClosing: () -> Bool = { false }) async throws { try await keeping.shred(isClosing) }

    /// Checks the last day, if it is time. What was found, if it did.
    @discardableResult
    package func check(_ isClosing: () -> Bool = { false }) async throws -> AuditVerdict? { try await nightly.turn(isClosing) }

    /// Drops old months.
    package func prune(_ isClosing: () -> Bool = { false }) async throws { try await keeping.prune(isClosing) }

    /// Puts into the tree what can be, and signs it when it is time.
    package func seal(_ isClosing: () -> Bool = { false }) async throws { try await sealing.turn(isClosing) }

    /// Has the newest checkpoint dated when it is time, if there is an authority.
    package func date() async throws { try await timeStamping?.turn() }
}
