import Access
import Contracts
import CoreHTTP
import Hosting
import Kafka
import Limits
import Logging
import OpenSSL
import Postgres
import Reactor
import Redis
import Curl
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
    private let serviceTokens: ServiceTokens?
    private let emailMetrics: EmailMetrics
    private let cacheMetrics: LeaseCacheMetrics
    private let cacheLosses = CacheLosses()
    /// Of this process among its replicas.
    private let replicaID: String
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
        emailMetrics = EmailMetrics(metrics)
        cacheMetrics = LeaseCacheMetrics(metrics, cache: "notifications")
        replicaID = Base64URL.encode(RandomBytes.generate(9))
        resolver = Resolver(pool: BlockingPool(name: "resolver", threads: 2, queueLimit: 64))
        serviceTokens =
            if let email = configuration.email { ServiceTokens(key: try HMACSHA256(key: email.internalSecret.bytes)) } else { nil }
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
    func limits(_ redis: RedisClient, _ authenticator: Authenticator, on loop: EventLoop) -> RateLimit? {
        limits.middleware(redis, names: configuration.redisNames, authenticator: authenticator, on: loop)
    }

    func database(of daemon: Daemon, on loop: EventLoop) -> Database {
        Database(configuration.database, of: daemon, on: loop, resolver: resolver, metrics: metrics)
    }

    func redis(on loop: EventLoop, log: Logger) -> RedisClient {
        RedisClient(configuration.redis, on: loop, resolver: resolver, log: log)
    }

    /// For one loop of the process, whose client it uses.
    func cache(_ redis: RedisClient) -> InboxCache {
        let names = configuration.redisNames
        return InboxCache(
            cache: LeaseCache(
                redis, generationKey: names.cacheGeneration("notifications"), losses: cacheLosses, metrics: cacheMetrics),
            names: names)
    }

    /// What one loop has beside its database and its cache.
    func live(_ inboxes: CachedInboxStore, _ redis: RedisClient, log: Logger, on loop: EventLoop) -> Live {
        let publisher = LivePublisher(redis, names: configuration.redisNames, hubs: hubs, metrics: liveMetrics, on: loop)
        let commands = InboxCommands(
            mark: MarkNotification(inboxes: inboxes, changes: publisher),
            changeWhole: ChangeWholeInbox(inboxes: inboxes, changes: publisher))
        let hub = LiveHub(
            store: inboxes, commands: commands, revoked: revocations.sessions(on: loop), redis: configuration.redis,
            names: configuration.redisNames, clock: clock,
            metrics: liveMetrics, log: log, on: loop, resolver: resolver)
        hubs.add(hub, on: loop)
        revocations.sessions(on: loop).onRevoked { [weak hub] revocation in hub?.end(revocation) }
        return Live(redis: redis, publisher: publisher, hub: hub)
    }

    func events(
        _ inboxes: any InboxStore, _ changes: any ChangePublisher, _ mailer: Mailer? = nil, log: Logger, on loop: EventLoop,
        tracer: Tracer? = nil
    ) -> AppointmentEvents {
        var settings = configuration.events
        settings.kafka.log = { line in log.notice("kafka", metadata: ["facility": "\(line.facility)", "text": "\(line.text)"]) }
        settings.kafka.logLevel = 4
        return AppointmentEvents(
            settings, deliver: deliver(inboxes, changes, mailer),
            deadLetters: DeadLetters(topic: settings.deadLetterTopic, settings.kafka, clock: clock, log: log, on: loop),
            metrics: eventMetrics, clock: clock, log: log, on: loop, tracer: tracer)
    }

    func deliver(_ inboxes: any InboxStore, _ changes: any ChangePublisher, _ mailer: Mailer?) -> DeliverEvents {
        DeliverEvents(
            inboxes: inboxes, changes: changes, ids: ids, emails: configuration.email?.style, onMail: { mailer?.wake() })
    }

    /// Nil when no e-mails are sent. For the loop of the events.
    func mailer(_ pool: PostgresPool, log: Logger, on loop: EventLoop) -> Mailer? {
        guard let settings = configuration.email, let serviceTokens else { return nil }
        let auth = settings.authService
        let addresses = AuthAddressBook(
            HTTPClient(host: auth.host, port: UInt16(auth.port), on: loop, resolver: resolver, maxConnections: 2),
            tokens: serviceTokens, ids: ids, clock: clock)
        let client = SMTPClient(settings.smtp, pool: BlockingPool(name: "smtp", threads: 1, queueLimit: 4))
        return Mailer(
            settings, queue: PostgresEmailQueue(pool: pool), addresses: addresses, client: client, metrics: emailMetrics,
            clock: clock, log: log, on: loop)
    }

    func retention(_ pool: PostgresPool, _ cache: InboxCache, _ changes: any ChangePublisher, log: Logger, on loop: EventLoop)
        -> Retention
    {
        Retention(
            PostgresRetentionStore(pool: pool), cache: cache, changes: changes, days: configuration.retentionDays, clock: clock,
            metrics: metrics, log: log, on: loop)
    }

    func board(_ live: Live, on loop: EventLoop) -> ReplicaBoard {
        let (sockets, users, lag) = (liveMetrics.sockets, liveMetrics.users, eventMetrics.lag)
        return ReplicaBoard(replicaID, redis: live.redis, names: configuration.redisNames, clock: clock, on: loop) {
            ReplicaFigures(sockets: sockets.value, users: users.value, lag: lag.value)
        }
    }

    /// For one loop of the process.
    func revocationFeed(_ live: Live, log: Logger, on loop: EventLoop) -> RevocationFeed {
        RevocationFeed(
            revocations, redis: live.redis, subscription: configuration.redis, names: configuration.redisNames, on: loop,
            resolver: resolver, log: log)
    }

    func register(
        _ inboxes: CachedInboxStore, _ pool: PostgresPool, _ live: Live, _ board: ReplicaBoard, authenticator: Authenticator? = nil,
        on router: Router, loop: EventLoop
    ) {
        let clock = clock
        let revoked = revocations.sessions(on: loop)
        let authenticator = authenticator ?? self.authenticator(on: loop)
        NotificationRoutes(
            list: ListNotifications(inboxes: inboxes), cache: inboxes.cache, countUnread: CountUnread(inboxes: inboxes),
            mark: MarkNotification(inboxes: inboxes, changes: live.publisher),
            changeWhole: ChangeWholeInbox(inboxes: inboxes, changes: live.publisher),
            delete: DeleteNotification(inboxes: inboxes, changes: live.publisher), authenticator: authenticator
        ).register(on: router)
        LiveRoutes(
            hub: live.hub,
            tickets: Tickets(redis: live.redis, names: configuration.redisNames, revoked: revoked, now: { clock.instant }),
            authenticator: authenticator, origins: Set(configuration.frontends.map(\.description))
        ).register(on: router)
        PreferenceRoutes(preferences: PostgresPreferenceStore(pool: pool), authenticator: authenticator).register(on: router)
        StatisticsRoutes(statistics: StatisticsStore(pool: pool), board: board, clock: clock, authenticator: authenticator)
            .register(on: router)
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
