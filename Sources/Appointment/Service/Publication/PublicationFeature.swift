import Contracts
import CoreHTTP
import Hosting
import Kafka
import Outbox
import ServiceRuntime

/// Changes that are committed are published: events go from the outbox to the broker.
struct PublicationFeature: Feature {
    struct Shared: Sendable {
        let kafka: KafkaConfiguration
        let outbox: OutboxConfiguration
        /// See `EventStamps`.
        let carryReason: Bool
        let wakeup = RelayWakeup()
        let relay = RelayCounters()
        let metrics: PublicationMetrics

        init(
            _ kafka: KafkaConfiguration, _ outbox: OutboxConfiguration, carryReason: Bool, metrics: MetricsRegistry
        ) {
            self.kafka = kafka
            self.outbox = outbox
            self.carryReason = carryReason
            self.metrics = PublicationMetrics(metrics, relay: relay)
        }
    }

    let commits: CommitSignal
    let events: EventStamps
    private let loop: LoopContext
    private let shared: Shared

    init(_ loop: LoopContext, _ shared: Shared) {
        self.loop = loop
        self.shared = shared
        events = EventStamps(ids: loop.ids, carryReason: shared.carryReason)
        commits = CommitSignal(wakeup: shared.wakeup, relay: shared.relay, redis: loop.redis, channel: loop.names.outboxChannel)
    }

    var healthChecks: [Health.Check] {
        let broker = shared.metrics.brokerIsReachable
        return [Health.Check("kafka", required: false) { broker.value == 1 }]
    }

    /// Throws `KafkaError` for settings that the library refuses.
    func processTasks() throws -> [any LoopTask] { [try EventPublication(loop, shared)] }
}
