import Access
import Contracts
import CoreHTTP
import Hosting
import Kafka
import Limits
import Logging
import OpenSSL
import Reactor
import Redis
import ServiceRuntime

/// The composition root: what the process has once, and from it what each loop has for itself.
struct App: Sendable {
    let configuration: NotificationConfiguration
    let clock: WallClock
    let metrics: MetricsRegistry
    let revocations: Revocations
    private let limits: RateLimits
    private let ids: IdentifierSource
    private let hubs = LiveHubs()
    private let liveMetrics: LiveMetrics
    private let eventMetrics: EventMetrics
    private let resolver: Resolver
    private let tokens: AccessTokens
    private let openAPI: [UInt8]

    /// `openAPI`: the contract's text.
    init(_ configuration: NotificationConfiguration, openAPI: [UInt8], clock: WallClock = .system) throws(OpenSSLError) {
        self.configuration = configuration
        self.clock = clock
        self.openAPI = openAPI
        ids = IdentifierSource(clock: clock)
        revocations = Revocations(clock: clock)
        metrics = MetricsRegistry()
        limits = RateLimits(requestsPerMinute: configuration.requestLimit, metrics: metrics)
        liveMetrics = LiveMetrics(metrics)
        eventMetrics = EventMetrics(metrics)
        resolver = Resolver(pool: BlockingPool(name: "resolver", threads: 2, queueLimit: 64))
        tokens = try AccessTokens(secret: configuration.jwtSecret, previous: configuration.previousJWTSecret)
    }

    /// Blocks until the process has been told to end and has done so in order.
    func run(log: Logger) {
        var settings = configuration.daemon
        settings.count(in: metrics)
        Daemon(settings, log: log) { daemon, loop in NotificationPart(self, of: daemon, on: loop) }.run()
    }

    func router(log: Logger, tracer: Tracer? = nil, limits: RateLimit? = nil) -> Router {
        .service(log: log, metrics: metrics, origins: configuration.frontends, tracer: tracer, limits: limits)
    }

    /// One a loop: it remembers the tokens it has verified.
    func authenticator(on loop: EventLoop) -> Authenticator {
        let clock = clock
        return Authenticator(tokens, revoked: revocations.sessions(on: loop), now: { clock.instant })
    }

    /// For one loop of the process.
    func limits(_ redis: RedisClient, _ authenticator: Authenticator, on loop: EventLoop) -> RateLimit {
        limits.middleware(redis, names: configuration.redisNames, authenticator: authenticator, on: loop)
    }

    func database(of daemon: Daemon, on loop: EventLoop) -> Database {
        Database(configuration.database, of: daemon, on: loop, resolver: resolver, metrics: metrics)
    }

    /// What one loop has beside its database.
    func live(_ inboxes: any InboxStore, log: Logger, on loop: EventLoop) -> Live {
        let redis = RedisClient(configuration.redis, on: loop, resolver: resolver, log: log)
        let publisher = LivePublisher(redis, names: configuration.redisNames, hubs: hubs, metrics: liveMetrics, on: loop)
        let commands = InboxCommands(
            mark: MarkNotification(inboxes: inboxes, changes: publisher),
            changeWhole: ChangeWholeInbox(inboxes: inboxes, changes: publisher))
        let hub = LiveHub(
            store: inboxes, commands: commands, redis: configuration.redis, names: configuration.redisNames, clock: clock,
            metrics: liveMetrics, log: log, on: loop, resolver: resolver)
        hubs.add(hub, on: loop)
        revocations.sessions(on: loop).onRevoked { [unowned hub] revocation in hub.end(revocation) }
        return Live(redis: redis, publisher: publisher, hub: hub)
    }

    func events(
        _ inboxes: any InboxStore, _ changes: any ChangePublisher, log: Logger, on loop: EventLoop, tracer: Tracer? = nil
    ) -> AppointmentEvents {
        var settings = configuration.events
        settings.kafka.log = { line in log.notice("kafka", metadata: ["facility": "\(line.facility)", "text": "\(line.text)"]) }
        settings.kafka.logLevel = 4
        return AppointmentEvents(
            settings, deliver: DeliverEvents(inboxes: inboxes, changes: changes, ids: ids),
            deadLetters: DeadLetters(topic: settings.deadLetterTopic, settings.kafka, clock: clock, log: log, on: loop),
            metrics: eventMetrics, clock: clock, log: log, on: loop, tracer: tracer)
    }

    /// For one loop of the process.
    func revocationFeed(_ live: Live, log: Logger, on loop: EventLoop) -> RevocationFeed {
        RevocationFeed(
            revocations, redis: live.redis, subscription: configuration.redis, names: configuration.redisNames, on: loop,
            resolver: resolver, log: log)
    }

    func routes(
        _ inboxes: any InboxStore, _ live: Live, authenticator: Authenticator? = nil, on loop: EventLoop
    ) -> NotificationRoutes {
        NotificationRoutes(
            list: ListNotifications(inboxes: inboxes), countUnread: CountUnread(inboxes: inboxes),
            mark: MarkNotification(inboxes: inboxes, changes: live.publisher),
            changeWhole: ChangeWholeInbox(inboxes: inboxes, changes: live.publisher),
            delete: DeleteNotification(inboxes: inboxes, changes: live.publisher), hub: live.hub,
            authenticator: authenticator ?? self.authenticator(on: loop),
            socketOrigins: Set(configuration.frontends.map(\.description)))
    }

    func health(_ database: Database, _ live: Live, of daemon: Daemon) -> Health {
        let broker = eventMetrics.reachable
        return Health(
            checks: [
                Health.Check("postgres", required: true) { database.isReady },
                Health.Check("redis", required: false) { live.isReady },
                Health.Check("kafka", required: false) { broker.value == 1 },
            ], metrics: metrics, openAPI: openAPI, isDraining: { daemon.isDraining })
    }
}
