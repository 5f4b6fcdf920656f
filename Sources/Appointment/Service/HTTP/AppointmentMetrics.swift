import Outbox
import ServiceRuntime

/// What the service counts.
struct AppointmentMetrics: Sendable {
    let bookings: Counter
    /// Bookings that lost against another: slot taken, patient busy.
    let conflicts: Counter

    init(_ registry: MetricsRegistry, relay: RelayCounters) {
        let help = "Requests to book that were not wrong."
        bookings = registry.counter("appointment_bookings_total", help: help, labels: ["result": "booked"])
        conflicts = registry.counter("appointment_bookings_total", help: help, labels: ["result": "conflict"])
        registry.observe(
            "outbox_waiting_rows", help: "Events not yet confirmed by the broker; 0 on a replica that does not publish."
        ) {
            Double(relay.waiting)
        }
        registry.observe("outbox_oldest_age_seconds", help: "How long the oldest of them has waited.") { relay.oldestAge }
        registry.observe("outbox_leading", help: "1 on the replica that publishes.") { relay.isLeading ? 1 : 0 }
        registry.observeTotal("outbox_published_total", help: "Events the broker has confirmed.") { Double(relay.published) }
        registry.observeTotal("outbox_failures_total", help: "Attempts to publish an event that failed; it is tried again.") {
            Double(relay.failures)
        }
    }
}
