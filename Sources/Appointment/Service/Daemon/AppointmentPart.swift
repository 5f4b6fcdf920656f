import Contracts
import CoreHTTP
import Hosting
import Kafka
import Postgres
import Reactor
import Redis

/// The service on one loop: its connections, its routes and, on loop 0, the publication of events, the feed
/// of revocations, the sweeps and the upkeep of names.
final class AppointmentPart: DaemonPart, @unchecked Sendable {  // loop-confined
    let router: Router
    private let daemon: Daemon
    private let loop: EventLoop
    private let database: Database
    private let redis: RedisClient
    private let publication: EventPublication?
    private let revocations: RevocationFeed?
    private let sweeps: Sweeps?
    private let names: NameKeeper?

    /// Throws `KafkaError` for settings that the library refuses.
    init(_ app: App, of daemon: Daemon, on loop: EventLoop) throws(KafkaError) {
        self.daemon = daemon
        self.loop = loop
        database = app.database(of: daemon, on: loop)
        database.pool.warmUp = PostgresAppointmentStore.warmUp
        redis = app.redis(on: loop, log: daemon.log)
        publication = loop.index == 0 ? try EventPublication(app, on: loop, log: daemon.log, tracer: daemon.tracer(on: loop)) : nil
        revocations = loop.index == 0 ? app.revocationFeed(redis, on: loop, log: daemon.log) : nil
        let authenticator = app.authenticator(on: loop)
        router = app.router(
            log: daemon.log, tracer: daemon.tracer(on: loop), limits: app.limits(redis, authenticator, on: loop),
            idempotency: app.idempotency(database.pool, authenticator))
        app.health(database, redis, of: daemon).register(on: router)
        let lists = app.lists(redis)
        let commits = CommitSignal(
            wakeup: app.wakeup, relay: app.relayCounters, redis: redis, channel: app.configuration.redisNames.outboxChannel,
            lists: lists)
        sweeps =
            loop.index == 0
            ? Sweeps(
                pool: database.pool, commits: commits, settings: app.configuration.sweeps, clock: app.clock, log: daemon.log,
                on: loop)
            : nil
        let schedules = PostgresScheduleStore(pool: database.pool, clinicZone: app.configuration.clinicZone)
        let doctors = app.doctors(on: loop, tracer: daemon.tracer(on: loop))
        names = loop.index == 0 ? app.nameKeeper(database.pool, lists: lists, on: loop, log: daemon.log) : nil
        app.routes(
            appointments: PostgresAppointmentStore(pool: database.pool), schedules: schedules, doctors: doctors, commits: commits,
            lists: lists, authenticator: authenticator, on: loop
        ).register(on: router)
        app.registerSchedules(on: router, schedules: schedules, doctors: doctors, authenticator: authenticator)
        app.registerViews(on: router, pool: database.pool, authenticator: authenticator)
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.database.run() }
            group.addTask { await self.redis.run() }
            if let revocations { group.addTask { await revocations.run() } }
            if let sweeps {
                group.addTask { if await self.daemon.isPrepared(on: self.loop) { await sweeps.run() } }
            }
            if let names {
                group.addTask { if await self.daemon.isPrepared(on: self.loop) { await names.run() } }
            }
            if let publication {
                group.addTask { if await self.daemon.isPrepared(on: self.loop) { await publication.run() } }
            }
        }
    }

    func canServe(atMost limit: Duration) async { await database.canServe(atMost: limit) }

    func stop(within limit: Duration) async {
        sweeps?.close()
        names?.close()
        await publication?.stop(within: limit * 0.6)
        revocations?.close()
        redis.close()
        await database.close(within: limit * 0.3)
    }
}
