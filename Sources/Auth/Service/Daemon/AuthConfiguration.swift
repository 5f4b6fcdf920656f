import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Limits
import OpenSSL
import Reactor
import Redis
import ServiceRuntime

/// Every setting of the auth service.
struct AuthConfiguration: Sendable {
    var daemon: DaemonSettings
    var database: DatabaseSettings
    var redis: RedisConfiguration
    var redisNames: RedisNames
    let jwtSecret: Secret
    let previousJWTSecret: Secret?
    let refreshSecret: Secret
    let internalSecret: Secret
    let accessLifetime: Duration
    let refreshLifetime: Duration
    let bcryptRounds: Int
    let passwordPolicy: PasswordPolicy
    let passwordThreads: Int
    let passwordQueueLimit: Int
    let eventRetention: Duration
    let frontends: [WebOrigin]
    let openAPIFile: String
    let requestLimit: Int
    let authLimits: AuthLimits
    let openID: OpenIDSettings?

    static let common = DaemonConfiguration(defaultPort: 3001)
    static let store = DatabaseConfiguration(service: "auth")

    static let refreshSecretKey = ConfigurationKey<Secret>(
        signing: "JWT_REFRESH_SECRET", help: "Keys the digests of refresh tokens in the database.")
    static let accessLifetimeKey = ConfigurationKey(
        "ACCESS_TOKEN_LIFETIME", default: .seconds(15 * 60), range: .seconds(1)...(.seconds(86_400)),
        help: "From a sign-in or refresh to the end of its access token.")
    static let refreshLifetimeKey = ConfigurationKey(
        "REFRESH_TOKEN_LIFETIME", default: .seconds(30 * 86_400), range: .seconds(60)...(.seconds(400 * 86_400)),
        help: "From a sign-in to the end of its session, however often it is refreshed.")
    static let bcryptRoundsKey = ConfigurationKey(
        "BCRYPT_ROUNDS", default: 10, range: 4...20,
        help: "Cost of a password's hash; one more doubles it. Below 10 for tests only.")
    static let passwordPolicyKey = ConfigurationKey<String>(
        "PASSWORD_POLICY", default: PasswordPolicy.basic.rawValue, oneOf: PasswordPolicy.allCases.map(\.rawValue),
        help: "What a new password must be: basic takes any of 8 to 72 bytes, strict none of the commonest.")
    static let eventRetentionKey = ConfigurationKey(
        "AUTH_EVENT_RETENTION", default: .seconds(400 * 86_400), range: .seconds(86_400)...(.seconds(3_650 * 86_400)),
        help: "How long security events are kept.")
    static let passwordThreadsKey = ConfigurationKey<Int?>(
        "PASSWORD_THREADS", default: .some(nil), type: "integer, 1 to 256",
        help: "Threads that hash passwords; unset: one per core.",
        show: { _ in "" }
    ) { text in
        Int(text).flatMap { 1...256 ~= $0 ? .value($0) : nil } ?? .invalid("must be an integer, 1 to 256")
    }
    static let passwordQueueLimitKey = ConfigurationKey(
        "PASSWORD_QUEUE_LIMIT", default: 64, range: 1...100_000,
        help: "Passwords that wait for a thread; with one more the request is answered 503 at once.")
    static let openAPIFileKey = ConfigurationKey<String>(
        "OPENAPI_FILE", default: "api/auth.yaml", help: "The contract that GET /openapi.yaml shows.")

    static var keys: [any AnyConfigurationKey] {
        common.keys + store.keys + RedisSettings.keys + [
            SharedConfiguration.jwtSecret, SharedConfiguration.previousJWTSecret, refreshSecretKey,
            SharedConfiguration.internalSecret, accessLifetimeKey,
            refreshLifetimeKey,
            bcryptRoundsKey, passwordPolicyKey, eventRetentionKey, passwordThreadsKey, passwordQueueLimitKey,
            SharedConfiguration.frontends, openAPIFileKey,
            RateLimits.requestsKey,
        ] + AuthLimits.keys + OpenIDSettings.keys
    }

    /// `cores`: how many loops and password threads there are unless set.
    init(from configuration: Configuration, cores: Int) {
        daemon = Self.common.settings(name: "auth", from: configuration, cores: cores)
        database = Self.store.settings(from: configuration, daemon: daemon)
        redis = RedisSettings.redis(from: configuration, name: "auth")
        redisNames = RedisNames(prefix: configuration[RedisSettings.prefix])
        jwtSecret = configuration[SharedConfiguration.jwtSecret]
        previousJWTSecret = configuration[SharedConfiguration.previousJWTSecret]
        refreshSecret = configuration[Self.refreshSecretKey]
        internalSecret = configuration[SharedConfiguration.internalSecret]
        accessLifetime = configuration[Self.accessLifetimeKey]
        refreshLifetime = configuration[Self.refreshLifetimeKey]
        bcryptRounds = configuration[Self.bcryptRoundsKey]
        passwordPolicy = PasswordPolicy(rawValue: configuration[Self.passwordPolicyKey]) ?? .basic
        eventRetention = configuration[Self.eventRetentionKey]
        passwordThreads = configuration[Self.passwordThreadsKey] ?? cores
        passwordQueueLimit = configuration[Self.passwordQueueLimitKey]
        frontends = configuration[SharedConfiguration.frontends]
        openAPIFile = configuration[Self.openAPIFileKey]
        requestLimit = configuration[RateLimits.requestsKey]
        authLimits = AuthLimits(from: configuration)
        openID = OpenIDSettings(from: configuration, frontend: frontends.first.map(\.description) ?? "")
    }

    /// What one secret has signed must mean nothing to another.
    struct SecretUsedTwice: Error, CustomStringConvertible {
        var description: String { "JWT_SECRET, JWT_SECRET_PREVIOUS, JWT_REFRESH_SECRET and INTERNAL_SECRET must all differ" }
    }

    func checkSecretsDiffer() throws(SecretUsedTwice) {
        let secrets = [jwtSecret, previousJWTSecret, refreshSecret, internalSecret].compactMap { $0?.bytes }
        guard Set(secrets).count == secrets.count else { throw SecretUsedTwice() }
    }

    var secureCookies: Bool { frontends.first?.isLoopback != true }
}
