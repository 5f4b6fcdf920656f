package import Logging

/// For how long a topic of ours keeps what it is given: set when we make it, and held against what the broker says of one that was there.
/// What lies in it is people's data.
package struct TopicRetention: Sendable, Equatable {
    package enum Finding: Sendable, Equatable {
        case asSet
        /// Milliseconds as the broker says them; -1: for ever.
        case other(String)
        /// The broker does not say.
        case unknown
    }

    private static let name = "retention.ms"
    /// For the broker's answer.
    package static let limit = Duration.seconds(3)

    package let duration: Duration

    package init(_ duration: Duration) { self.duration = duration }

    /// What the topic is made with.
    package var settings: [String: String] { [Self.name: milliseconds] }

    private var milliseconds: String { "\(duration.components.seconds * 1_000)" }

    /// Whether the topic keeps what it is given for so long; tells in `log` when it does not. `read` asks the broker.
    package func check(_ topic: String, _ log: Logger, _ read: () async throws -> [String: String]) async -> Finding {
        do {
            guard let found = try await read()[Self.name] else { return .unknown }
            if found == milliseconds { return .asSet }
            log.warning(
                "a topic keeps people's data for another time than it should; kafka-configs changes it",
                metadata: ["topic": "\(topic)", "retention.ms": "\(found)", "expected": "\(milliseconds)"])
            return .other(found)
        } catch {
            log.debug("it is not known how long a topic keeps what it has", metadata: ["topic": "\(topic)", "reason": "\(error)"])
            return .unknown
        }
    }
}
