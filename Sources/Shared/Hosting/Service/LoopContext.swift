package import Access
package import Contracts
package import CoreHTTP
package import Logging
package import Postgres
package import Reactor
package import Redis
package import ServiceRuntime

/// What every service has on each of its loops: what features are made of. Confined to the loop.
package struct LoopContext {
    package let process: ServiceProcess
    package let loop: EventLoop
    /// The pool of the service's own database.
    package let pool: PostgresPool
    package let redis: RedisClient
    /// Remembers the tokens it has verified.
    package let authenticator: Authenticator
    package let tracer: Tracer?
    package let log: Logger
    private let database: Database?

    /// `pool` and `redis` are run by the caller. `database`: whose pool it is.
    package init(
        _ process: ServiceProcess, pool: PostgresPool, redis: RedisClient, database: Database? = nil, tracer: Tracer? = nil,
        log: Logger, on loop: EventLoop
    ) {
        self.process = process
        self.loop = loop
        self.pool = pool
        self.redis = redis
        self.database = database
        self.tracer = tracer
        self.log = log
        authenticator = process.authenticator(on: loop)
    }

    package var clock: WallClock { process.clock }
    package var ids: IdentifierSource { process.ids }
    package var metrics: MetricsRegistry { process.metrics }
    /// The names of everything in Redis.
    package var names: RedisNames { process.settings.redisNames }
    /// The sessions that are revoked, as this loop knows them.
    package var revokedSessions: RevokedSessions { process.revocations.sessions(on: loop) }

    /// A pool of one more connection, whose session has these run-time parameters. Before the service runs; without a `Database` it is
    /// `pool`.
    package func dedicatedPool(_ parameters: [String: String]) -> PostgresPool { database?.dedicated(parameters) ?? pool }

    /// A client for another service.
    package func client(to origin: WebOrigin, maxConnections: Int = 16) -> HTTPClient {
        HTTPClient(
            host: origin.host, port: UInt16(origin.port), on: loop, resolver: process.resolver, maxConnections: maxConnections)
    }

    /// Subscribes to a channel, on a connection of its own.
    package func subscriber(
        _ channel: String, onMessage: @escaping (_ payload: [UInt8]) -> Void, onReady: @escaping () -> Void = {}
    ) -> ChannelSubscriber {
        ChannelSubscriber(
            channel, process.settings.redis, on: loop, resolver: process.resolver, log: log, onMessage: onMessage, onReady: onReady)
    }

    package func periodic(
        every interval: Duration, failure: String, level: Logger.Level = .debug, work: @escaping PeriodicTask.Work
    ) -> PeriodicTask {
        PeriodicTask(every: interval, failure: failure, level: level, log: log, on: loop, work: work)
    }

    /// The routes of these features and what stands around them. `isLimited`: whether rate limits do.
    package func router(_ features: [any Feature], isLimited: Bool = true) -> Router {
        let limits = isLimited ? process.limits(self, charges: features.compactMap(\.charges)) : nil
        let router = Router.service(
            log: log, metrics: metrics, origins: process.settings.frontends, authenticator: authenticator,
            cookies: process.settings.cookies, tracer: tracer, limits: limits, inner: features.flatMap(\.middleware))
        for feature in features { feature.register(on: router) }
        return router
    }
}
