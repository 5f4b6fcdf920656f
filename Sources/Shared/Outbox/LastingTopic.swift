package import Kafka
package import Logging
package import Reactor

/// A topic of one partition that keeps for ever what it is given, now and then a record. It is made with the first one, and again when the
/// broker knows none of that name. Confined to its loop.
package final class LastingTopic: @unchecked Sendable {  // loop-confined
    private let name: String
    private let configuration: KafkaConfiguration
    private let replicas: Int32
    private let loop: EventLoop
    private let log: Logger
    private var producer: KafkaProducer?
    private var isThere = false
    private var isClosed = false

    /// For how long a record is tried before the caller hears that it has failed.
    private static let limit = Duration.seconds(20)
    private static let settings = ["retention.ms": "-1"]

    /// `replicas`: copies of the topic, when it has to be made.
    package init(_ name: String, _ configuration: KafkaConfiguration, replicas: Int32 = 1, on loop: EventLoop, log: Logger) {
        var configuration = configuration.logged(to: log)
        configuration.deliveryTimeout = Self.limit
        (self.name, self.configuration, self.replicas, self.loop, self.log) = (name, configuration, replicas, loop, log)
    }

    /// Returns when all in-sync replicas have the record.
    package func publish(_ key: String, _ value: [UInt8]) async throws(KafkaError) {
        let producer = try open()
        if !isThere {
            try await make(with: producer)
            isThere = true
        }
        do throws(KafkaError) {
            _ = try await producer.produce(KafkaRecord(topic: name, key: Array(key.utf8), value: value))
        } catch {
            if error == .unknownTopic { isThere = false }
            throw error
        }
    }

    package func close() async {
        isClosed = true
        await producer?.close()
    }

    private func open() throws(KafkaError) -> KafkaProducer {
        if isClosed { throw .closed }
        if let producer { return producer }
        let made = try KafkaProducer.make(configuration, on: loop)
        producer = made
        return made
    }

    private func make(with producer: KafkaProducer) async throws(KafkaError) {
        do throws(KafkaError) {
            if try await producer.createTopic(name, partitions: 1, replicas: replicas, settings: Self.settings) {
                log.info("topic made", metadata: ["topic": "\(name)"])
            }
        } catch {
            // We may not make it: either it is there, or the record says what is wrong.
            if error.isRetriable { throw error }
        }
    }
}
