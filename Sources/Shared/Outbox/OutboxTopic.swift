import Basics
import Kafka
import Logging
import Reactor

/// The topic of the events: made at first, and again whenever the broker knows none of that name, since it may have come back empty.
/// Confined to its loop.
final class OutboxTopic: @unchecked Sendable {  // loop-confined
    private(set) var isThere = false

    private let configuration: OutboxConfiguration
    private let producer: KafkaProducer
    private let loop: EventLoop
    private let log: Logger
    private let missing: LoopSignal

    init(_ configuration: OutboxConfiguration, producer: KafkaProducer, on loop: EventLoop, log: Logger) {
        self.configuration = configuration
        self.producer = producer
        self.loop = loop
        self.log = log
        missing = LoopSignal(on: loop)
    }

    /// Runs until `stopping` is set and `wake` is called. `ready` is called each time the topic is there.
    func keep(until stopping: LoopEvent, ready: () -> Void) async {
        while !stopping.isSet {
            await make(until: stopping)
            isThere = true
            ready()
            _ = await missing.wait(atMost: nil)
        }
    }

    /// The broker says that there is none.
    func reportMissing() {
        guard isThere else { return }
        isThere = false
        missing.raise()
    }

    func wake() { missing.raise() }

    private func make(until stopping: LoopEvent) async {
        var rests = configuration.rests
        while !stopping.isSet {
            do throws(KafkaError) {
                if try await producer.createTopic(
                    configuration.topic, partitions: configuration.partitions, replicas: configuration.replicationFactor)
                {
                    log.info("topic made", metadata: ["topic": "\(configuration.topic)"])
                }
                return
            } catch {
                // We may not make it: either it is there, or the first record says what is wrong.
                if !error.isRetriable { return }
                _ = await stopping.wait(atMost: rests.next())
            }
        }
    }
}
