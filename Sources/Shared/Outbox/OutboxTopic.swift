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
    private let counters: RelayCounters
    private let loop: EventLoop
    private let log: Logger
    private let missing: LoopSignal

    init(_ configuration: OutboxConfiguration, producer: KafkaProducer, counters: RelayCounters, on loop: EventLoop, log: Logger) {
        self.configuration = configuration
        self.producer = producer
        self.counters = counters
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
            await check()
            _ = await missing.wait(atMost: nil)
        }
    }

    private var retention: TopicRetention { TopicRetention(configuration.retention) }

    private func check() async {
        let topic = configuration.topic
        let finding = await retention.check(topic, log) {
            try await producer.settings(ofTopic: topic, atMost: TopicRetention.limit)
        }
        if finding != .unknown { counters.set(topicDiffers: finding != .asSet) }
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
                    configuration.topic, partitions: configuration.partitions, replicas: configuration.replicationFactor,
                    settings: retention.settings)
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
