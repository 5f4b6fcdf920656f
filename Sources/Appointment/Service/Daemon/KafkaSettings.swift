import Kafka
import ServiceRuntime

/// The settings of the event broker.
enum KafkaSettings {
    static let brokers = ConfigurationKey<[HostPort]>(
        "KAFKA_BROKERS", default: [HostPort(host: "localhost", port: 9092)], defaultPort: 9092,
        help: "Kafka's brokers; any of them leads to the others.")
    static let clientID = ConfigurationKey<String>(
        "KAFKA_CLIENT_ID", default: "appointment-service", help: "Names the connections in the broker's logs and quotas.")
    static let partitions = ConfigurationKey(
        "KAFKA_TOPIC_PARTITIONS", default: 6, range: 1...10_000, help: "Partitions of the topic, when it has to be made.")
    static let replicas = ConfigurationKey(
        "KAFKA_TOPIC_REPLICAS", default: 1, range: 1...100, help: "Copies of the topic, when it has to be made.")

    static var keys: [any AnyConfigurationKey] { [brokers, clientID, partitions, replicas] }

    static func kafka(from configuration: Configuration) -> KafkaConfiguration {
        KafkaConfiguration(
            brokers: configuration[brokers].map(\.description).joined(separator: ","), clientID: configuration[clientID])
    }
}
