package import Access
package import CoreHTTP
package import Limits
package import Logging
package import OpenSSL
package import Reactor
package import Redis
package import ServiceRuntime

/// What every service has once a process.
///
/// A service's own process (`AppointmentProcess`) holds one, makes what its features have once a process, and says which features there
/// are on a loop; `ServiceLoop` does the rest:
///
/// ```
/// struct AppointmentProcess: Sendable {
///     let service: ServiceProcess
///     let doctors: DoctorsFeature.Shared
///
///     func daemon(log: Logger) -> Daemon { service.daemon(log: log) { loop in AppointmentLoop(self, loop).features } }
/// }
/// ```
package struct ServiceProcess: Sendable {
    package let settings: ServiceSettings
    package let clock: WallClock
    package let ids: IdentifierSource
    package let metrics: MetricsRegistry
    package let resolver = Resolver()
    package let revocations: Revocations
    package let tokens: AccessTokens
    let databaseHealth = DatabaseHealth()
    let openAPI: [UInt8]
    private let limits: RateLimits

    /// `openAPI`: the contract's text. `limits`: the policies of what features charge requests with.
    package init(
        _ settings: ServiceSettings, openAPI: [UInt8] = [], limits policies: [RateLimitPolicy] = [], clock: WallClock = .system
    ) throws(OpenSSLError) {
        self.settings = settings
        self.openAPI = openAPI
        self.clock = clock
        ids = IdentifierSource(clock: clock)
        metrics = MetricsRegistry()
        revocations = Revocations(clock: clock)
        limits = RateLimits(requestsPerMinute: settings.requestLimit, special: policies, metrics: metrics)
        tokens = try AccessTokens(secret: settings.jwtSecret, previous: settings.previousJWTSecret)
    }

    /// The process; its `run` blocks until it has been told to end and has done so in order. `features`: those of one loop; they are
    /// registered in this order, and their tasks are stopped in it.
    package func daemon(log: Logger, features: @escaping @Sendable (LoopContext) throws -> [any Feature]) -> Daemon {
        var settings = settings.daemon
        settings.count(in: metrics)
        return Daemon(settings, log: log) { daemon, loop in
            try ServiceLoop(self, of: daemon, on: loop, features: features)
        }
    }

    /// A client of Redis for one loop, to be run by the caller.
    package func redis(on loop: EventLoop, log: Logger) -> RedisClient {
        RedisClient(settings.redis, on: loop, resolver: resolver, log: log)
    }

    /// One a loop: it remembers the tokens it has verified.
    package func authenticator(on loop: EventLoop) -> Authenticator {
        let clock = clock
        return Authenticator(
            tokens, revoked: revocations.sessions(on: loop), cookies: settings.cookies, now: { clock.instant })
    }

    func revocationFeed(_ redis: RedisClient, on loop: EventLoop, log: Logger) -> RevocationFeed {
        RevocationFeed(
            revocations, redis: redis, subscription: settings.redis, names: settings.redisNames, on: loop, resolver: resolver,
            log: log)
    }

    /// Nil when nothing is limited.
    func limits(_ loop: LoopContext, charges: [RateLimitCharging]) -> RateLimit? {
        let special: RateLimitCharging = { request in
            for charge in charges {
                if let charges = try await charge(request) { return charges }
            }
            return nil
        }
        return limits.middleware(
            loop.redis, names: settings.redisNames, authenticator: loop.authenticator, on: loop.loop,
            special: charges.isEmpty ? nil : special)
    }
}
