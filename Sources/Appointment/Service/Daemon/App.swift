import Access
import Contracts
import CoreHTTP
import Hosting
import Kafka
import Limits
import Logging
import OpenSSL
import Outbox
import Postgres
import Reactor
import Redis
import ServiceRuntime

/// The composition root: what the process has once, and from it what each loop has for itself.
struct App: Sendable {
    let configuration: AppointmentConfiguration
    let clock: WallClock
    let ids: IdentifierSource
    let metrics: MetricsRegistry
    let revocations: Revocations
    private let limits: RateLimits
    let resolver: Resolver
    let wakeup = RelayWakeup()
    let relayCounters = RelayCounters()
    let brokerIsReachable: Gauge
    private let appointmentMetrics: AppointmentMetrics
    private let cacheMetrics: LeaseCacheMetrics
    private let cacheLosses = CacheLosses()
    private let directories = DoctorDirectories()
    private let tokens: AccessTokens
    private let serviceTokens: ServiceTokens
    private let openAPI: [UInt8]

    /// `openAPI`: the contract's text.
    init(_ configuration: AppointmentConfiguration, openAPI: [UInt8], clock: WallClock = .system) throws(OpenSSLError) {
        self.configuration = configuration
        self.clock = clock
        self.openAPI = openAPI
        ids = IdentifierSource(clock: clock)
        metrics = MetricsRegistry()
        revocations = Revocations(clock: clock)
        limits = RateLimits(requestsPerMinute: configuration.requestLimit, metrics: metrics)
        appointmentMetrics = AppointmentMetrics(metrics, relay: relayCounters)
        cacheMetrics = LeaseCacheMetrics(metrics, cache: "appointments")
        brokerIsReachable = metrics.gauge("kafka_reachable", help: "1 while a broker is connected.")
        resolver = Resolver(pool: BlockingPool(name: "resolver", threads: 2, queueLimit: 64))
        tokens = try AccessTokens(secret: configuration.jwtSecret, previous: configuration.previousJWTSecret)
        serviceTokens = ServiceTokens(key: try HMACSHA256(key: configuration.internalSecret.bytes))
    }

    /// The process; its `run` blocks until it has been told to end and has done so in order.
    func daemon(log: Logger) -> Daemon {
        var settings = configuration.daemon
        settings.count(in: metrics)
        return Daemon(settings, log: log) { daemon, loop in try AppointmentPart(self, of: daemon, on: loop) }
    }

    func database(of daemon: Daemon, on loop: EventLoop) -> Database {
        Database(configuration.database, of: daemon, on: loop, resolver: resolver, metrics: metrics)
    }

    func router(log: Logger, tracer: Tracer? = nil, limits: RateLimit? = nil, idempotency: Idempotency? = nil) -> Router {
        .service(
            log: log, metrics: metrics, origins: configuration.frontends, tracer: tracer, limits: limits, idempotency: idempotency)
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

    func redis(on loop: EventLoop, log: Logger) -> RedisClient {
        RedisClient(configuration.redis, on: loop, resolver: resolver, log: log)
    }

    /// For one loop of the process, whose client it uses.
    func lists(_ redis: RedisClient) -> MyListCache {
        let names = configuration.redisNames
        return MyListCache(
            cache: LeaseCache(
                redis, generationKey: names.cacheGeneration("appointments"), losses: cacheLosses, metrics: cacheMetrics),
            names: names)
    }

    /// For one loop of the process.
    func revocationFeed(_ redis: RedisClient, on loop: EventLoop, log: Logger) -> RevocationFeed {
        RevocationFeed(
            revocations, redis: redis, subscription: configuration.redis, names: configuration.redisNames, on: loop,
            resolver: resolver, log: log)
    }

    /// For one loop of the process.
    func doctors(on loop: EventLoop, tracer: Tracer? = nil) -> CachedDoctorDirectory {
        let source = AuthDoctorDirectory(auth: authClient(on: loop, tracer: tracer))
        let directory = CachedDoctorDirectory(source, limits: configuration.doctorCache, on: loop)
        directories.add(directory, on: loop)
        return directory
    }

    /// Once a process.
    func nameKeeper(_ pool: PostgresPool, lists: MyListCache, on loop: EventLoop, log: Logger) -> NameKeeper {
        NameKeeper(
            AuthUserChanges(auth: authClient(on: loop)), NameStore(pool: pool), lists: lists, directories: directories,
            holder: ids.next(), subscription: configuration.redis, names: configuration.redisNames, on: loop, resolver: resolver,
            log: log)
    }

    private func authClient(on loop: EventLoop, tracer: Tracer? = nil) -> AuthClient {
        let origin = configuration.authService
        return AuthClient(
            HTTPClient(host: origin.host, port: UInt16(origin.port), on: loop, resolver: resolver), tokens: serviceTokens, ids: ids,
            clock: clock, timeout: configuration.authTimeout, tracer: tracer, on: loop)
    }

    /// For one loop of the process.
    func idempotency(_ pool: PostgresPool, _ authenticator: Authenticator) -> Idempotency {
        Idempotency(PostgresIdempotencyStore(pool: pool, ids: ids, clock: clock)) { request in
            guard let person = try? authenticator.principal(of: request) else { return nil }
            return IdempotencyScope(user: person.userID.description, route: "POST \(request.route.template)")
        }
    }

    /// Calendars and statistics on one loop.
    func registerViews(on router: Router, pool: PostgresPool, authenticator: Authenticator) {
        CalendarRoutes(
            store: CalendarStore(pool: pool), authenticator: authenticator,
            origin: configuration.frontends.first?.description ?? "", clock: clock
        ).register(on: router)
        StatisticsRoutes(store: StatisticsStore(pool: pool), authenticator: authenticator, clock: clock).register(on: router)
    }

    /// Doctors' schedules and what can be booked with them, on one loop.
    func registerSchedules(
        on router: Router, schedules: any ScheduleStore, doctors: any DoctorDirectory, authenticator: Authenticator
    ) {
        ScheduleRoutes(schedules: schedules, doctors: doctors, authenticator: authenticator, ids: ids, clock: clock)
            .register(on: router)
        AvailabilityRoutes(
            show: ShowAvailability(doctors: doctors, schedules: schedules, clock: clock),
            findFirst: FindFirstSlots(doctors: doctors, schedules: schedules, clock: clock), authenticator: authenticator
        ).register(on: router)
    }

    /// The routes of one loop.
    func routes(
        appointments: any AppointmentStore, schedules: any ScheduleStore, doctors: any DoctorDirectory, commits: any CommitObserver,
        lists: MyListCache? = nil, authenticator: Authenticator? = nil, on loop: EventLoop
    ) -> AppointmentRoutes {
        let clock = clock
        return AppointmentRoutes(
            book: BookAppointment(
                doctors: doctors, schedules: schedules, appointments: appointments, commits: commits, ids: ids, clock: clock),
            list: ListAppointments(appointments: appointments),
            change: ChangeAppointment(
                appointments: appointments, schedules: schedules, commits: commits, ids: ids, clock: clock),
            appointments: appointments,
            lists: lists, authenticator: authenticator ?? self.authenticator(on: loop),
            metrics: appointmentMetrics)
    }

    func health(_ database: Database, _ redis: RedisClient, of daemon: Daemon) -> Health {
        let broker = brokerIsReachable
        return Health(
            checks: [
                Health.Check("postgres", required: true) { database.isReady },
                Health.Check("redis", required: false) { redis.isReady },
                Health.Check("kafka", required: false) { broker.value == 1 },
            ], metrics: metrics, openAPI: openAPI, isDraining: { daemon.isDraining })
    }
}
