import Audit
import Contracts
import Hosting
import Kafka
import Mail
import Outbox
import ServiceRuntime

/// Every setting of the notification service.
struct NotificationConfiguration: Sendable {
    var service: ServiceSettings
    var events: EventSettings
    var retentionDays: Int
    /// Where auth answers, which knows in which language to write.
    var authService: WebOrigin
    /// Nil: auth cannot be asked.
    var internalSecret: Secret?
    /// Nil: no e-mails.
    var email: EmailSettings?
    var audit: AuditConfiguration

    static let common = ServiceConfiguration(.notification, defaultPort: 3003)
    static let broker = KafkaSettings(clientID: "notification-service")

    static let groupKey = ConfigurationKey<String>(
        "KAFKA_GROUP_ID", default: "notification-service", help: "Consumer group; its members share the partitions.")
    static let fetchWaitKey = ConfigurationKey(
        "KAFKA_FETCH_WAIT", default: .milliseconds(500), range: .milliseconds(1)...(.seconds(60)),
        help:
            "How long the broker holds an empty fetch back; shorter for a broker that does not answer as soon as something arrives."
    )
    static let groupInstanceKey = ConfigurationKey<String>(
        "KAFKA_GROUP_INSTANCE_ID", default: "",
        help:
            "Name of this replica in its group, the same after a restart and nobody else's: back in time, it goes on at once. Empty: none."
    )
    static let sessionTimeoutKey = ConfigurationKey(
        "KAFKA_SESSION_TIMEOUT", default: .seconds(6), range: .seconds(2)...(.seconds(300)),
        help:
            "Silence after which a replica is dead and others get its partitions; brokers refuse less than 6s unless told otherwise."
    )
    static let deadLetterRetentionKey = ConfigurationKey(
        "KAFKA_DEAD_LETTER_RETENTION", default: .seconds(30 * 86_400), range: .seconds(3_600)...(.seconds(3_650 * 86_400)),
        help: "How long the topic of dead letters keeps them, when it has to be made; one that keeps them otherwise is told of.")
    static let retentionKey = ConfigurationKey(
        "NOTIFICATION_RETENTION_DAYS", default: 180, range: 1...36_500,
        help: "Age at which notifications, and what happened to inboxes, are removed.")

    static var keys: [any AnyConfigurationKey] {
        common.keys + broker.keys + [
            groupKey, groupInstanceKey, sessionTimeoutKey, fetchWaitKey, retentionKey, deadLetterRetentionKey,
        ]
            + EmailConfiguration.keys + AuditConfiguration.keys + [Profile.key]
    }

    static var rules: [ConfigurationRule] {
        common.rules + broker.rules + [
            SharedConfiguration.secretsDiffer(optional: [EmailConfiguration.internalSecret]), MailConfiguration.isComplete,
            EmailConfiguration.canAsk,
        ]
    }

    /// `cores`: how many loops there are unless set.
    init(from configuration: Configuration, cores: Int) {
        service = Self.common.settings(from: configuration, cores: cores)
        var kafka = Self.broker.kafka(from: configuration)
        kafka.fetchWait = configuration[Self.fetchWaitKey]
        kafka.sessionTimeout = configuration[Self.sessionTimeoutKey]
        let instance = configuration[Self.groupInstanceKey]
        kafka.groupInstance = instance.isEmpty ? nil : instance
        events = EventSettings(
            kafka: kafka, group: configuration[Self.groupKey],
            retention: TopicRetention(configuration[Self.deadLetterRetentionKey]))
        retentionDays = configuration[Self.retentionKey]
        authService = configuration[SharedConfiguration.authService]
        internalSecret = configuration[EmailConfiguration.internalSecret]
        email = EmailConfiguration.settings(from: configuration)
        audit = AuditConfiguration(from: configuration, of: .notification)
    }
}
