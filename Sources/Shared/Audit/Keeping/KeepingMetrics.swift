import ServiceRuntime

/// Counts what has gone from the log because of its age.
struct KeepingMetrics: Sendable {
    let shredded: Counter
    let dropped: Counter

    init(_ registry: MetricsRegistry) {
        shredded = registry.counter("audit_details_shredded_total", help: "Entries of the access log whose details were too old.")
        dropped = registry.counter("audit_months_dropped_total", help: "Months of the access log that were too old.")
    }
}
