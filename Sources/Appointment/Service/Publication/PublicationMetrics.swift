import Contracts
import Outbox
import ServiceRuntime

/// Metrics of the outbox and its broker.
struct PublicationMetrics: Sendable {
    let brokerIsReachable: Gauge

    init(_ registry: MetricsRegistry, relay: RelayCounters) {
        brokerIsReachable = registry.gauge("kafka_reachable", help: "1 while a broker is connected.")
        registry.observe(
            "outbox_waiting_rows",
            help: "Events not yet confirmed by the broker, as counted by this replica, whichever publishes; 100000 stands for more."
        ) {
            Double(relay.waiting)
        }
        registry.observe("outbox_oldest_age_seconds", help: "How long the oldest of them has waited, as every replica sees it.") {
            relay.oldestAge
        }
        registry.observe(
            "kafka_topic_retention_differs", help: "1 when the topic keeps its records for another time than it should.",
            labels: ["topic": Topics.appointmentEvents]
        ) { relay.topicDiffers ? 1 : 0 }
        registry.observe("outbox_leading", help: "1 on the replica that publishes.") { relay.isLeading ? 1 : 0 }
        registry.observeTotal("outbox_published_total", help: "Events the broker has confirmed.") { Double(relay.published) }
        registry.observeTotal("outbox_failures_total", help: "Attempts to publish an event that failed; it is tried again.") {
            Double(relay.failures)
        }
    }
}
