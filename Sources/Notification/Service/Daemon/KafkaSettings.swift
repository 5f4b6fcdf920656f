import Kafka
import ServiceRuntime

/// The settings of the event broker.
enum KafkaSettings {
    static let brokers = ConfigurationKey<[HostPort]>(
        "KAFKA_BROKERS", default: [HostPort(host: "localhost", port: 9092)], defaultPort: 9092,
        help: "Kafka's brokers; any of them leads to the others.")
    static let clientID = ConfigurationKey<String>(
        "KAFKA_CLIENT_ID", default: "notification-service", help: "Names the connections in the broker's logs and quotas.")
    static let group = ConfigurationKey<String>(
        "KAFKA_GROUP_ID", default: "notification-service", help: "Consumer group; its members share the partitions.")
    static let fetchWait = ConfigurationKey(
        "KAFKA_FETCH_WAIT", default: .milliseconds(500), range: .milliseconds(1)...(.seconds(60)),
        help:
            "How long the broker holds an empty fetch back; shorter for a broker that does not answer as soon as something arrives."
    )

    static var keys: [any AnyConfigurationKey] { [brokers, clientID, group, fetchWait] }

    static func events(from configuration: Configuration) -> EventSettings {
        var kafka = KafkaConfiguration(
            brokers: configuration[brokers].map(\.description).joined(separator: ","), clientID: configuration[clientID])
        kafka.fetchWait = configuration[fetchWait]
        return EventSettings(kafka: kafka, group: configuration[group])
    }
}
