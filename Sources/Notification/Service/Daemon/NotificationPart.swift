import CoreHTTP
import Hosting
import Reactor

/// The service on one loop: its connections, its routes and, on loop 0, what the process has once: the events, the e-mails, the feed of
/// revocations, the removal of what is old.
final class NotificationPart: DaemonPart, @unchecked Sendable {  // loop-confined
    let router: Router
    private let daemon: Daemon
    private let loop: EventLoop
    private let database: Database
    private let live: Live
    private let board: ReplicaBoard
    private let mailer: Mailer?
    private let retention: Retention?
    private let events: AppointmentEvents?
    private let revocations: RevocationFeed?

    init(_ app: App, of daemon: Daemon, on loop: EventLoop) {
        self.daemon = daemon
        self.loop = loop
        database = app.database(of: daemon, on: loop)
        let redis = app.redis(on: loop, log: daemon.log)
        let cache = app.cache(redis)
        let inboxes = CachedInboxStore(store: PostgresInboxStore(pool: database.pool), cache: cache)
        live = app.live(inboxes, redis, log: daemon.log, on: loop)
        board = app.board(live, on: loop)
        mailer = loop.index == 0 ? app.mailer(database.pool, log: daemon.log, on: loop) : nil
        retention = loop.index == 0 ? app.retention(database.pool, inboxes.cache, live.publisher, log: daemon.log, on: loop) : nil
        if loop.index == 0 {
            // Planning the statement that delivers takes longer than running it, and one plan is the best for every batch.
            let pool = database.dedicated(["plan_cache_mode": "force_generic_plan"])
            events = app.events(
                CachedInboxStore(store: PostgresInboxStore(pool: pool), cache: cache), live.publisher, mailer, log: daemon.log,
                on: loop, tracer: daemon.tracer(on: loop))
        } else {
            events = nil
        }
        revocations = loop.index == 0 ? app.revocationFeed(live, log: daemon.log, on: loop) : nil
        let authenticator = app.authenticator(on: loop)
        router = app.router(
            log: daemon.log, tracer: daemon.tracer(on: loop), limits: app.limits(live.redis, authenticator, on: loop))
        app.health(database, live, of: daemon).register(on: router)
        app.register(inboxes, database.pool, live, board, authenticator: authenticator, on: router, loop: loop)
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.database.run() }
            group.addTask { await self.live.run() }
            if let revocations { group.addTask { await revocations.run() } }
            guard loop.index == 0 else { return }
            group.addTask { await self.board.run() }
            group.addTask { if await self.daemon.isPrepared(on: self.loop) { await self.events?.run() } }
            group.addTask { if await self.daemon.isPrepared(on: self.loop) { await self.mailer?.run() } }
            group.addTask { if await self.daemon.isPrepared(on: self.loop) { await self.retention?.run() } }
        }
    }

    func canServe(atMost limit: Duration) async { await database.canServe(atMost: limit) }

    /// Events first: what they deliver is still told.
    func stop(within limit: Duration) async {
        await events?.stop(within: limit * 0.5)
        retention?.close()
        await mailer?.stop(within: limit * 0.2)
        board.close()
        revocations?.close()
        live.close()
        await database.close(within: limit * 0.2)
    }
}
