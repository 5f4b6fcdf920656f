import Contracts
import CoreHTTP
import Hosting
import Kafka
import Limits
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
    var previousJWTSecret: Secret?
    var openAPIFile: String
    let requestLimit: Int
    var retentionDays: Int
    /// Nil: no e-mails.
    var email: EmailSettings?

    static let common = DaemonConfiguration(defaultPort: 3003)
    static let store = DatabaseConfiguration(service: "notification")
    static let broker = KafkaSettings(clientID: "notification-service")

    static let groupKey = ConfigurationKey<String>(
        "KAFKA_GROUP_ID", default: "notification-service", help: "Consumer group; its members share the partitions.")
    static let fetchWaitKey = ConfigurationKey(
        "KAFKA_FETCH_WAIT", default: .milliseconds(500), range: .milliseconds(1)...(.seconds(60)),
        help:
            "How long the broker holds an empty fetch back; shorter for a broker that does not answer as soon as something arrives."
    )
    static let retentionKey = ConfigurationKey(
        "NOTIFICATION_RETENTION_DAYS", default: 180, range: 1...36_500,
        help: "Age at which notifications, and what happened to inboxes, are removed.")
    static let openAPIFileKey = ConfigurationKey<String>(
        "OPENAPI_FILE", default: "api/notification.yaml", help: "The contract that GET /openapi.yaml shows.")

    static var keys: [any AnyConfigurationKey] {
        common.keys + store.keys + RedisSettings.keys + broker.keys + [
            groupKey, fetchWaitKey, SharedConfiguration.jwtSecret, SharedConfiguration.previousJWTSecret,
            SharedConfiguration.frontends, openAPIFileKey, RateLimits.requestsKey, retentionKey,
        ] + EmailConfiguration.keys
    }

    /// `cores`: how many loops there are unless set. Throws when e-mails are to be sent and something for it is missing.
    init(from configuration: Configuration, cores: Int) throws(EmailConfiguration.Incomplete) {
        daemon = Self.common.settings(name: "notification", from: configuration, cores: cores)
        database = Self.store.settings(from: configuration, daemon: daemon)
        redis = RedisSettings.redis(from: configuration, name: "notification")
        redisNames = RedisNames(prefix: configuration[RedisSettings.prefix])
        var kafka = Self.broker.kafka(from: configuration)
        kafka.fetchWait = configuration[Self.fetchWaitKey]
        events = EventSettings(kafka: kafka, group: configuration[Self.groupKey])
        frontends = configuration[SharedConfiguration.frontends]
        jwtSecret = configuration[SharedConfiguration.jwtSecret]
        previousJWTSecret = configuration[SharedConfiguration.previousJWTSecret]
        openAPIFile = configuration[Self.openAPIFileKey]
        requestLimit = configuration[RateLimits.requestsKey]
        retentionDays = configuration[Self.retentionKey]
        email = try EmailConfiguration.settings(from: configuration)
    }
}
