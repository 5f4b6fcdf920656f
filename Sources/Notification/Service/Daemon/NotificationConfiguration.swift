import Contracts
import CoreHTTP
import Hosting
import Redis
import ServiceRuntime

/// Every setting of the notification service.
struct NotificationConfiguration: Sendable {
    var daemon: DaemonSettings
    var database: DatabaseSettings
    var redis: RedisConfiguration
    var redisNames: RedisNames
    var events: EventSettings
    var frontends: [WebOrigin]
    var jwtSecret: Secret
    var openAPIFile: String

    static let common = DaemonConfiguration(defaultPort: 3003)
    static let store = DatabaseConfiguration(service: "notification")

    static let jwtSecretKey = ConfigurationKey<Secret>(
        signing: "JWT_SECRET", help: "Signs access tokens; the same for all three services.")
    static let frontendsKey = ConfigurationKey<[WebOrigin]>(
        "FRONTEND_URL", default: [WebOrigin("http://localhost:3010")].compactMap(\.self),
        help: "Where the web client is served from: pages of these origins may use their visitors' cookies.")
    static let openAPIFileKey = ConfigurationKey<String>(
        "OPENAPI_FILE", default: "api/notification.yaml", help: "The contract that GET /openapi.yaml shows.")

    static var keys: [any AnyConfigurationKey] {
        common.keys + store.keys + RedisSettings.keys + KafkaSettings.keys + [jwtSecretKey, frontendsKey, openAPIFileKey]
    }

    /// `cores`: how many loops there are unless set.
    init(from configuration: Configuration, cores: Int) {
        daemon = Self.common.settings(name: "notification", from: configuration, cores: cores)
        database = Self.store.settings(from: configuration, daemon: daemon)
        redis = RedisSettings.redis(from: configuration, name: "notification")
        redisNames = RedisSettings.names(from: configuration)
        events = KafkaSettings.events(from: configuration)
        frontends = configuration[Self.frontendsKey]
        jwtSecret = configuration[Self.jwtSecretKey]
        openAPIFile = configuration[Self.openAPIFileKey]
    }
}
