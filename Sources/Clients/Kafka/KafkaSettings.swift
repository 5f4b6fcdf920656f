package import ServiceRuntime

/// Where the event broker is and who we are to it, as a daemon's environment tells it.
package struct KafkaSettings: Sendable {
    private static let brokers = ConfigurationKey<[HostPort]>(
        "KAFKA_BROKERS", default: [HostPort(host: "localhost", port: 9092)], defaultPort: 9092,
        help: "Kafka's brokers; any of them leads to the others.")

    private let clientID: ConfigurationKey<String>

    package init(clientID standard: String) {
        clientID = ConfigurationKey(
            "KAFKA_CLIENT_ID", default: standard, help: "Names the connections in the broker's logs and quotas.")
    }

    package var keys: [any AnyConfigurationKey] { [Self.brokers, clientID] }

    package func kafka(from configuration: Configuration) -> KafkaConfiguration {
        KafkaConfiguration(
            brokers: configuration[Self.brokers].map(\.description).joined(separator: ","), clientID: configuration[clientID])
    }
}
