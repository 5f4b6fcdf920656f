import CoreHTTP
import Hosting
import Reactor
import Redis

/// The service on one loop: its connections, its routes and, on loop 0, what a process does once for its sessions.
final class AuthPart: DaemonPart, @unchecked Sendable {  // loop-confined
    let router: Router
    private let daemon: Daemon
    private let loop: EventLoop
    private let database: Database
    private let redis: RedisClient
    private let revocations: RevocationFeed?
    private let refill: RevocationRefill?
    private let housekeeping: Housekeeping?

    init(_ app: App, of daemon: Daemon, on loop: EventLoop) {
        self.daemon = daemon
        self.loop = loop
        database = app.database(of: daemon, on: loop)
        redis = app.redis(on: loop, log: daemon.log)
        let isFirst = loop.index == 0
        revocations = isFirst ? app.revocationFeed(redis, on: loop, log: daemon.log) : nil
        refill = isFirst ? app.revocationRefill(database.pool, redis, on: loop, log: daemon.log) : nil
        housekeeping = isFirst ? app.housekeeping(database.pool, on: loop, log: daemon.log) : nil
        let authenticator = app.authenticator(on: loop)
        router = app.router(
            log: daemon.log, tracer: daemon.tracer(on: loop), limits: app.limits(redis, authenticator, on: loop))
        app.health(database, redis, of: daemon).register(on: router)
        app.routes(database.pool, redis, authenticator: authenticator, log: daemon.log, on: loop).register(on: router)
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.database.run() }
            group.addTask { await self.redis.run() }
            if let revocations { group.addTask { await revocations.run() } }
            if let refill, let housekeeping {
                group.addTask { if await self.daemon.isPrepared(on: self.loop) { await refill.run() } }
                group.addTask { if await self.daemon.isPrepared(on: self.loop) { await housekeeping.run() } }
            }
        }
    }

    func canServe(atMost limit: Duration) async { await database.canServe(atMost: limit) }

    func stop(within limit: Duration) async {
        revocations?.close()
        refill?.close()
        housekeeping?.close()
        redis.close()
        await database.close(within: limit)
    }
}
