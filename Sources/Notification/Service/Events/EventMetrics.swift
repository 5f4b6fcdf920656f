import ServiceRuntime

/// What is counted of the events.
struct EventMetrics: Sendable {
    let batches: Counter
    let delivered: Counter
    let repeated: Counter
    let dead: Counter
    let retries: Counter
    let lag: Gauge
    let partitions: Gauge
    let reachable: Gauge

    init(_ registry: MetricsRegistry) {
        let help = "Notifications made of events: put into an inbox, or there already."
        delivered = registry.counter("notification_deliveries_total", help: help, labels: ["result": "delivered"])
        repeated = registry.counter("notification_deliveries_total", help: help, labels: ["result": "repeated"])
        batches = registry.counter("notification_event_batches_total", help: "Batches of events, each one transaction.")
        dead = registry.counter("notification_dead_letters_total", help: "Events that cannot be handled.")
        retries = registry.counter("notification_delivery_retries_total", help: "Times a batch had to wait for the database.")
        lag = registry.gauge("notification_event_lag", help: "Events of this process' partitions that are not committed yet.")
        partitions = registry.gauge("notification_event_partitions", help: "Partitions that this process reads.")
        reachable = registry.gauge("kafka_reachable", help: "1 while a broker is connected.")
    }
}
