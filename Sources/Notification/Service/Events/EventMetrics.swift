import Contracts
import ServiceRuntime

/// Metrics of the events.
struct EventMetrics: Sendable {
    let batches: Counter
    let delivered: Counter
    let repeated: Counter
    let dead: Counter
    let lostLetters: Counter
    let retries: Counter
    let age: Histogram
    let lag: Gauge
    let partitions: Gauge
    let reachable: Gauge
    let retentionDiffers: Gauge

    init(_ registry: MetricsRegistry) {
        let help = "Notifications made of events: put into an inbox, or there already."
        delivered = registry.counter("notification_deliveries_total", help: help, labels: ["result": "delivered"])
        repeated = registry.counter("notification_deliveries_total", help: help, labels: ["result": "repeated"])
        batches = registry.counter("notification_event_batches_total", help: "Batches of events, each one transaction.")
        dead = registry.counter("notification_dead_letters_total", help: "Events that cannot be handled.")
        lostLetters = registry.counter(
            "notification_dead_letters_lost_total", help: "Of these, those that the broker would not take either.")
        retries = registry.counter("notification_delivery_retries_total", help: "Times a batch had to wait for the database.")
        age = registry.histogram(
            "notification_event_age_seconds", help: "From the record's timestamp to when its notifications were told.")
        lag = registry.gauge("notification_event_lag", help: "Events of this process' partitions that are not committed yet.")
        partitions = registry.gauge("notification_event_partitions", help: "Partitions that this process reads.")
        retentionDiffers = registry.gauge(
            "kafka_topic_retention_differs", help: "1 when the topic keeps its records for another time than it should.",
            labels: ["topic": Topics.appointmentEventsDeadLetters])
        reachable = registry.gauge("kafka_reachable", help: "1 while a broker is connected.")
    }
}

// MARK: Numbers that others have written

extension EventMetrics {
    /// Older records count as this old: producers choose their timestamps, and one of the year 1 would drown the sum.
    static let greatestAge = Duration.seconds(30 * 86_400)

    /// From the record's timestamp, in milliseconds since 1970 and any 64 bits, to `now`: zero to `greatestAge`.
    static func age(at now: Instant, timestamp milliseconds: Int64) -> Duration {
        // Both lie within the years 1 to 9999, and so does their difference within 64 bits.
        let age = now.microseconds - Instant(milliseconds: milliseconds).microseconds
        return min(max(.microseconds(age), .zero), greatestAge)
    }

    private static let greatestLag: Int64 = 1_000_000_000_000

    /// The sum of what brokers say, at most 10^12.
    static func total(_ lags: some Sequence<Int64>) -> Int {
        lags.reduce(0) { sum, lag in min(sum + Int(min(max(0, lag), greatestLag)), Int(greatestLag)) }
    }
}
