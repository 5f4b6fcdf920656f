import ServiceRuntime

/// The metrics of the tree.
struct SealingMetrics: Sendable {
    let lag: Gauge
    let waiting: Gauge
    let size: Gauge
    let signed: Gauge
    let failures: Counter

    init(_ registry: MetricsRegistry) {
        lag = registry.gauge("audit_seal_lag_seconds", help: "Age of the oldest entry that is not in the tree.")
        waiting = registry.gauge("audit_unsealed_rows", help: "Entries that are not in the tree, up to 100,000.")
        size = registry.gauge("audit_tree_size", help: "Entries in the tree.")
        signed = registry.gauge("audit_checkpoint_size", help: "Entries in the tree as it was last signed.")
        failures = registry.counter("audit_seal_failures_total", help: "Turns of sealing that went wrong or were refused.")
    }
}
