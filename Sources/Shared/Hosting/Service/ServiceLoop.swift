package import CoreHTTP
package import Reactor
import Redis

/// A service on one loop: its connections to the database and Redis, its features' routes and tasks, and on loop 0 what runs once a
/// process, the feed of revocations among it.
package final class ServiceLoop: DaemonPart, @unchecked Sendable {  // loop-confined
    package let router: Router
    private let daemon: Daemon
    private let loop: EventLoop
    private let database: Database
    private let redis: RedisClient
    private let tasks: LoopTasks

    /// The tasks' share of the time for stopping. The database has the rest, for statements that still run.
    private static let tasksShare = 0.7

    package init(
        _ process: ServiceProcess, of daemon: Daemon, on loop: EventLoop, features compose: (LoopContext) throws -> [any Feature]
    ) throws {
        self.daemon = daemon
        self.loop = loop
        let database = Database(
            process.settings.database, of: daemon, on: loop, resolver: process.resolver, metrics: process.metrics,
            health: process.databaseHealth)
        let redis = process.redis(on: loop, log: daemon.log)
        let context = LoopContext(
            process, pool: database.pool, redis: redis, database: database, tracer: daemon.tracer(on: loop), log: daemon.log,
            on: loop)
        let features = try compose(context)
        tasks = try LoopTasks(of: features, on: loop) { process.revocationFeed(redis, on: loop, log: daemon.log) }
        router = context.router(features)
        let checks = [
            Health.Check("postgres", required: true) { database.isReady },
            Health.Check("redis", required: false) { redis.isReady },
        ]
        Health(
            checks: checks + features.flatMap(\.healthChecks), metrics: process.metrics, openAPI: process.openAPI,
            isDraining: { daemon.isDraining }
        ).register(on: router)
        self.database = database
        self.redis = redis
    }

    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.database.run() }
            group.addTask { await self.redis.run() }
            for task in tasks.tasks {
                group.addTask {
                    if task.needsDatabase { guard await self.daemon.isPrepared(on: self.loop) else { return } }
                    await task.run()
                }
            }
        }
    }

    package func canServe(atMost limit: Duration) async { await database.canServe(atMost: limit) }

    package func stop(within limit: Duration) async {
        let end = loop.now + limit
        await tasks.stop(within: limit * Self.tasksShare, on: loop)
        redis.close()
        await database.close(within: max(.zero, end - loop.now))
    }
}
