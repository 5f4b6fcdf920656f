import ServiceRuntime

/// Counts bookings.
struct BookingMetrics: Sendable {
    let bookings: Counter
    /// Those that lost against another: slot taken, patient busy.
    let conflicts: Counter

    init(_ registry: MetricsRegistry) {
        let help = "Requests to book that were not wrong."
        bookings = registry.counter("appointment_bookings_total", help: help, labels: ["result": "booked"])
        conflicts = registry.counter("appointment_bookings_total", help: help, labels: ["result": "conflict"])
    }
}
