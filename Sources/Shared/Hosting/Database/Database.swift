import Basics
package import CoreHTTP
import Logging
package import Postgres
package import Reactor
package import ServiceRuntime

/// A daemon's own database on one of its loops: loop 0 brings it to the state of the migrations, then the pools of all loops open.
/// Until then, and whenever the database is away, the pool refuses at once and the daemon lives on. Confined to its loop.
package final class Database: @unchecked Sendable {  // loop-confined
    package let pool: PostgresPool
    private let settings: DatabaseSettings
    private let daemon: Daemon
    private let loop: EventLoop
    private let resolver: Resolver
    private let metrics: DatabaseMetrics?
    /// Made by `dedicated` and `reads`.
    private var others: [PostgresPool] = []
    private let readiness: DatabaseReadiness
    private var watch: LoopTimer?

    private static let watchInterval = Duration.seconds(1)

    /// `health`: one for the databases of all loops.
    package init(
        _ settings: DatabaseSettings, of daemon: Daemon, on loop: EventLoop, resolver: Resolver,
        metrics registry: MetricsRegistry? = nil, health: DatabaseHealth = DatabaseHealth()
    ) {
        self.settings = settings
        self.daemon = daemon
        self.loop = loop
        self.resolver = resolver
        metrics = registry.map(DatabaseMetrics.init)
        pool = Self.pool(settings.postgres, settings.connections, on: loop, resolver, metrics, daemon.log)
        readiness = DatabaseReadiness(pool, health, log: daemon.log, on: loop)
        watch(pool)
        if let standbys = settings.standbys { pool.standbys = reads(standbys) }
    }

    /// A pool of standbys. Its failures reach no caller: the primary is read instead.
    private func reads(_ standbys: PostgresConfiguration) -> StandbyReads {
        let (metrics, log) = (metrics, daemon.log)
        let pool = PostgresPool(standbys, connections: settings.connections, on: loop, resolver: resolver) { event in
            guard case .connectFailed(let error, let pause) = event else { return metrics?.record(event) ?? () }
            log.warning("no standby can be reached", metadata: ["error": "\(error)", "retryAfter": "\(pause)"])
        }
        pool.onAnswer = { statement, duration, error in metrics?.time(statement, duration) }
        others.append(pool)
        var last = StandbyReads.Outcome.standby
        return StandbyReads(pool, on: loop) { outcome in
            metrics?.record(outcome)
            guard outcome != last else { return }
            last = outcome
            if outcome == .standby {
                log.info("lists are read from a standby again")
            } else {
                log.warning("lists are read from the primary", metadata: ["standbys": "\(outcome.rawValue)"])
            }
        }
    }

    private func watch(_ pool: PostgresPool) {
        let (metrics, readiness) = (metrics, readiness)
        pool.onAnswer = { [weak readiness] statement, duration, error in
            metrics?.record(statement, duration, error)
            readiness?.note(statement, error)
        }
    }

    private static func pool(
        _ postgres: PostgresConfiguration, _ connections: Int, on loop: EventLoop, _ resolver: Resolver,
        _ metrics: DatabaseMetrics?,
        _ log: Logger
    ) -> PostgresPool {
        let pool = PostgresPool(postgres, connections: connections, on: loop, resolver: resolver) { event in
            metrics?.record(event)
            report(event, to: log)
        }
        return pool
    }

    /// A pool of one more connection, whose session has these run-time parameters. To be called before `run`, which keeps it up as
    /// well.
    package func dedicated(_ parameters: [String: String]) -> PostgresPool {
        var postgres = settings.postgres
        postgres.parameters.merge(parameters) { $1 }
        let pool = Self.pool(postgres, 1, on: loop, resolver, metrics, daemon.log)
        watch(pool)
        others.append(pool)
        return pool
    }

    /// It answers in time, and does what it is asked.
    package var isReady: Bool { readiness.isReady }

    /// Returns after `close`. Ends the process when the database is not one this program may work with.
    package func run() async {
        if loop.index == 0 { await migrate() }
        guard await daemon.isPrepared(on: loop) else { return }
        let watch = LoopTimer(on: loop) { [unowned self] in sample() }
        self.watch = watch
        watch.arm(after: Self.watchInterval)
        await withDiscardingTaskGroup { group in
            for pool in [pool] + others { group.addTask { await pool.run() } }
            group.addTask { await self.readiness.run() }
        }
        watch.disarm()
    }

    private func sample() {
        metrics?.sample(pool.load)
        watch?.arm(after: Self.watchInterval)
    }

    /// Waits for the first connection, at most `limit`.
    package func canServe(atMost limit: Duration) async { _ = await pool.waitUntilReady(atMost: limit) }

    /// Lets running statements finish for at most `limit`.
    package func close(within limit: Duration) async {
        readiness.close()
        await withDiscardingTaskGroup { group in
            for pool in [pool] + others { group.addTask { await pool.close(within: limit) } }
        }
    }

    // MARK: Migrations

    /// Tries until the database is there, or the daemon is told to end.
    private func migrate() async {
        let draining = daemon.drainingEvent(on: loop)
        var pauses = Backoff(first: .milliseconds(100), longest: .seconds(2))
        while !draining.isSet {
            do throws(MigrationError) {
                let applied = try await apply()
                if !applied.isEmpty {
                    daemon.log.info("migrated", metadata: ["files": .array(applied.map { .string($0) })])
                }
                return daemon.prepared()
            } catch {
                guard error.isPassing else {
                    daemon.fail("the database cannot be used", ["database": "\(settings.postgres)", "error": "\(error)"])
                }
                daemon.log.warning(
                    "the database cannot be reached; trying again",
                    metadata: ["database": "\(settings.postgres)", "error": "\(error)"])
                _ = await draining.wait(atMost: pauses.next())
            }
        }
    }

    private func apply() async throws(MigrationError) -> [String] {
        let session: PostgresSession
        do throws(PostgresError) {
            session = try await PostgresSession.open(settings.postgres.forHolder, on: loop, resolver: resolver)
        } catch {
            throw .database(error)
        }
        defer { session.close() }
        return try await Migrations.apply(directory: settings.migrations, session: session)
    }

    private static func report(_ event: PostgresEvent, to log: Logger) {
        switch event {
        case .connected(let backend): log.debug("database connection made", metadata: ["backend": .stringConvertible(Int(backend))])
        case .connectFailed(let error, let pause):
            log.warning("the database cannot be reached", metadata: ["error": "\(error)", "retryAfter": "\(pause)"])
        case .lost(_, .closed, _): break
        case .lost(let backend, let loss, let inFlight):
            log.warning(
                "database connection lost",
                metadata: [
                    "backend": .stringConvertible(Int(backend)), "loss": "\(loss)", "inFlight": .stringConvertible(inFlight),
                ])
        case .notice(let notice): log.debug("database notice", metadata: ["notice": "\(notice)"])
        }
    }
}

extension MigrationError {
    /// Whether the same may succeed a moment later: the fault is the database's, not the program's or its folder's.
    fileprivate var isPassing: Bool {
        switch self {
        case .database: true
        case .failed(_, let error): error.isConnectionTrouble
        default: false
        }
    }
}

extension PostgresError {
    fileprivate var isConnectionTrouble: Bool {
        switch self {
        case .unavailable, .busy, .timeout, .connectionLost, .cannotConnect: true
        case .refused(let error): error.endsSession || isServerFailure
        default: false
        }
    }
}
