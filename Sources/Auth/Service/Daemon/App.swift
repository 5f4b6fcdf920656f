import Access
import Contracts
import CoreHTTP
import Hosting
import Limits
import Logging
import OpenSSL
import Postgres
import Reactor
import Redis
import ServiceRuntime

/// The composition root: what the process has once, and from it what each loop has for itself.
struct App: Sendable {
    let configuration: AuthConfiguration
    let clock: WallClock
    let ids: IdentifierSource
    let metrics: MetricsRegistry
    let revocations: Revocations
    private let limits: RateLimits
    private let authMetrics: AuthMetrics
    private let resolver: Resolver
    private let passwords: BcryptHasher
    private let tokens: AccessTokens
    private let serviceTokens: ServiceTokens
    let sessions: SessionIssuer
    private let provider: OpenIDProvider?
    private let refreshKey: HMACSHA256
    private let openAPI: [UInt8]

    /// Hashes a password, to have one to compare with when there is no account. `openAPI`: the contract's text.
    init(_ configuration: AuthConfiguration, openAPI: [UInt8], clock: WallClock = .system) throws(OpenSSLError) {
        self.configuration = configuration
        self.clock = clock
        self.openAPI = openAPI
        ids = IdentifierSource(clock: clock)
        metrics = MetricsRegistry()
        revocations = Revocations(clock: clock)
        limits = RateLimits(
            requestsPerMinute: configuration.requestLimit, special: configuration.authLimits.policies, metrics: metrics)
        let passwordPool = BlockingPool(
            name: "password", threads: configuration.passwordThreads, queueLimit: configuration.passwordQueueLimit)
        authMetrics = AuthMetrics(metrics, passwordPool: passwordPool)
        passwords = try BcryptHasher(pool: passwordPool, rounds: configuration.bcryptRounds)
        resolver = Resolver(pool: BlockingPool(name: "resolver", threads: 2, queueLimit: 64))
        tokens = try AccessTokens(secret: configuration.jwtSecret, previous: configuration.previousJWTSecret)
        serviceTokens = ServiceTokens(key: try HMACSHA256(key: configuration.internalSecret.bytes))
        provider = configuration.openID.map { OpenIDProvider($0, clock: clock) }
        refreshKey = try HMACSHA256(key: configuration.refreshSecret.bytes)
        sessions = SessionIssuer(
            tokens: tokens, refreshKey: refreshKey, ids: ids,
            accessLifetime: configuration.accessLifetime, refreshLifetime: configuration.refreshLifetime)
    }

    /// The process; its `run` blocks until it has been told to end and has done so in order.
    func daemon(log: Logger) -> Daemon {
        var settings = configuration.daemon
        settings.count(in: metrics)
        return Daemon(settings, log: log) { daemon, loop in AuthPart(self, of: daemon, on: loop) }
    }

    func database(of daemon: Daemon, on loop: EventLoop) -> Database {
        Database(configuration.database, of: daemon, on: loop, resolver: resolver, metrics: metrics)
    }

    func redis(on loop: EventLoop, log: Logger) -> RedisClient {
        RedisClient(configuration.redis, on: loop, resolver: resolver, log: log)
    }

    /// For one loop of the process.
    func revocationFeed(_ redis: RedisClient, on loop: EventLoop, log: Logger) -> RevocationFeed {
        RevocationFeed(
            revocations, redis: redis, subscription: configuration.redis, names: configuration.redisNames, on: loop,
            resolver: resolver, log: log)
    }

    /// For one loop of the process.
    func revocationRefill(_ pool: PostgresPool, _ redis: RedisClient, on loop: EventLoop, log: Logger) -> RevocationRefill {
        RevocationRefill(
            PostgresRevocationStore(pool: pool), into: revocations, redis: redis, names: configuration.redisNames, clock: clock,
            log: log, on: loop)
    }

    /// For one loop of the process.
    func housekeeping(_ pool: PostgresPool, on loop: EventLoop, log: Logger) -> Housekeeping {
        Housekeeping(
            revocations: PostgresRevocationStore(pool: pool), events: PostgresSecurityEventStore(pool: pool),
            eventRetention: configuration.eventRetention, clock: clock, log: log, on: loop)
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
        let special = configuration.authLimits
        return limits.middleware(redis, names: configuration.redisNames, authenticator: authenticator, on: loop) { request in
            special.charges(request) { (try? authenticator.principal(of: request))?.userID }
        }
    }

    /// The routes of one loop. `passwords`: another hasher than bcrypt's pool, for a test that counts.
    func routes(
        _ pool: PostgresPool, _ redis: RedisClient, passwords: (any PasswordHasher)? = nil, authenticator: Authenticator? = nil,
        log: Logger,
        on loop: EventLoop
    ) -> AuthRoutes {
        let clock = clock
        let policy = configuration.passwordPolicy
        let passwords = passwords ?? self.passwords
        let users = PostgresUserStore(pool: pool)
        let sessionStore = PostgresSessionStore(pool: pool)
        let announcer = Announcer(revocations: revocations, redis: redis, names: configuration.redisNames)
        let events = securityEvents(pool, log: log)
        let authenticator = authenticator ?? self.authenticator(on: loop)
        let signInResponse = SignInResponse(secureCookies: configuration.secureCookies)
        let showUser = ShowUser(users: users)
        return AuthRoutes(
            register: RegisterUser(
                users: users, passwords: passwords, policy: policy, sessions: sessions, announcer: announcer, events: events,
                ids: ids, clock: clock),
            logIn: LogIn(users: users, passwords: passwords, sessions: sessions, events: events, clock: clock),
            accounts: AccountRoutes(
                showProfile: ShowProfile(users: users),
                changeProfile: ChangeProfile(users: users, announcer: announcer, clock: clock),
                changePassword: ChangePassword(
                    users: users, passwords: passwords, policy: policy, announcer: announcer, events: events, clock: clock),
                users: users, authenticator: authenticator),
            sessions: SessionRoutes(
                refresh: RefreshSession(
                    sessions: sessionStore, issuer: sessions, announcer: announcer, events: events, metrics: authMetrics,
                    clock: clock),
                end: EndSessions(
                    sessions: sessionStore, issuer: sessions, announcer: announcer, events: events, clock: clock),
                sessions: sessionStore, authenticator: authenticator, signInResponse: signInResponse, clock: clock),
            admin: AdminRoutes(
                users: users, showUser: showUser,
                changeAccount: ChangeAccount(users: users, announcer: announcer, events: events, clock: clock),
                events: events.store, authenticator: authenticator),
            provider: ProviderRoutes(
                provider: provider,
                signIn: SignInThroughProvider(
                    accounts: ProviderAccounts(pool: pool), sessions: sessions, announcer: announcer, events: events, ids: ids,
                    clock: clock),
                signInResponse: signInResponse, cookieKey: refreshKey,
                frontend: configuration.frontends.first.map(\.description) ?? "", events: events, clock: clock),
            showUser: showUser,
            users: users,
            serviceTokens: serviceTokens,
            signInResponse: signInResponse,
            metrics: authMetrics,
            clock: clock)
    }

    /// The recorder of one loop.
    func securityEvents(_ pool: PostgresPool, log: Logger) -> SecurityEvents {
        SecurityEvents(
            store: PostgresSecurityEventStore(pool: pool), metrics: authMetrics.events, ids: ids, clock: clock, log: log)
    }

    func health(_ database: Database, _ redis: RedisClient, of daemon: Daemon) -> Health {
        Health(
            checks: [
                Health.Check("postgres", required: true) { database.isReady },
                Health.Check("redis", required: false) { redis.isReady },
            ], metrics: metrics, openAPI: openAPI, isDraining: { daemon.isDraining })
    }
}
