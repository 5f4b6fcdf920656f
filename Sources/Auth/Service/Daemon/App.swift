import Access
import Contracts
import CoreHTTP
import Hosting
import Logging
import OpenSSL
import Reactor
import ServiceRuntime

/// The composition root: what the process has once, and from it what each loop has for itself.
struct App: Sendable {
    let configuration: AuthConfiguration
    let clock: WallClock
    let ids: IdentifierSource
    let metrics: MetricsRegistry
    private let authMetrics: AuthMetrics
    private let resolver: Resolver
    private let passwords: BcryptHasher
    private let tokens: AccessTokens
    private let serviceTokens: ServiceTokens
    let sessions: SessionIssuer
    private let openAPI: [UInt8]

    /// Hashes a password, to have one to compare with when there is no account. `openAPI`: the contract's text.
    init(_ configuration: AuthConfiguration, openAPI: [UInt8], clock: WallClock = .system) throws(OpenSSLError) {
        self.configuration = configuration
        self.clock = clock
        self.openAPI = openAPI
        ids = IdentifierSource(clock: clock)
        metrics = MetricsRegistry()
        let passwordPool = BlockingPool(
            name: "password", threads: configuration.passwordThreads, queueLimit: configuration.passwordQueueLimit)
        authMetrics = AuthMetrics(metrics, passwordPool: passwordPool)
        passwords = try BcryptHasher(pool: passwordPool, rounds: configuration.bcryptRounds)
        resolver = Resolver(pool: BlockingPool(name: "resolver", threads: 2, queueLimit: 64))
        tokens = AccessTokens(key: try HMACSHA256(key: configuration.jwtSecret.bytes))
        serviceTokens = ServiceTokens(key: try HMACSHA256(key: configuration.internalSecret.bytes))
        sessions = SessionIssuer(
            tokens: tokens, refreshKey: try HMACSHA256(key: configuration.refreshSecret.bytes), ids: ids,
            accessLifetime: configuration.accessLifetime, refreshLifetime: configuration.refreshLifetime)
    }

    /// The process; its `run` blocks until it has been told to end and has done so in order.
    func daemon(log: Logger) -> Daemon {
        var settings = configuration.daemon
        settings.server.metrics = ServerMetrics(metrics)
        return Daemon(settings, log: log) { daemon, loop in AuthPart(self, of: daemon, on: loop) }
    }

    func database(of daemon: Daemon, on loop: EventLoop) -> Database {
        Database(configuration.database, of: daemon, on: loop, resolver: resolver, metrics: metrics)
    }

    func router(log: Logger) -> Router { .service(log: log, metrics: metrics, origins: configuration.frontends) }

    /// The routes of one loop. `passwords`: another hasher than bcrypt's pool, for a test that counts.
    func routes(users: any UserStore, passwords: (any PasswordHasher)? = nil) -> AuthRoutes {
        let passwords = passwords ?? self.passwords
        let clock = clock
        return AuthRoutes(
            register: RegisterUser(users: users, passwords: passwords, sessions: sessions, ids: ids, clock: clock),
            logIn: LogIn(users: users, passwords: passwords, sessions: sessions, clock: clock),
            showProfile: ShowProfile(users: users),
            showUserToService: ShowUserToService(users: users),
            authenticator: Authenticator(tokens, now: { clock.instant }),
            serviceTokens: serviceTokens,
            signInResponse: SignInResponse(secureCookies: configuration.secureCookies),
            metrics: authMetrics,
            clock: clock)
    }

    func health(_ database: Database, of daemon: Daemon) -> Health {
        Health(
            checks: [Health.Check("postgres", required: true) { database.isReady }], metrics: metrics, openAPI: openAPI,
            isDraining: { daemon.isDraining })
    }
}
