import ServiceRuntime

/// The metrics of the tree.
struct SealingMetrics: Sendable {
    let lag: Gauge
    let waiting: Gauge
    let size: Gauge
    let signed: Gauge
    let failures: Counter
    let dated: Gauge
    let undated: Counter
    let refused: Gauge
    let anchored: Gauge
    let unanchored: Counter

    init(_ registry: MetricsRegistry) {
        lag = registry.gauge("audit_seal_lag_seconds", help: "Age of the oldest entry that is not in the tree.")
        waiting = registry.gauge("audit_unsealed_rows", help: "Entries that are not in the tree, up to 100,000.")
        size = registry.gauge("audit_tree_size", help: "Entries in the tree.")
        signed = registry.gauge("audit_checkpoint_size", help: "Entries in the tree as it was last signed.")
        dated = registry.gauge("audit_timestamped_size", help: "Entries in the tree as an authority has last dated it.")
        undated = registry.counter("audit_timestamp_failures_total", help: "Time stamps that no authority gave.")
        anchored = registry.gauge("audit_anchored_size", help: "Entries in the tree as the topic audit-checkpoints last had it.")
        unanchored = registry.counter(
            "audit_anchor_failures_total", help: "Attempts to publish a checkpoint that went wrong; the newest is tried again.")
        failures = registry.counter("audit_seal_failures_total", help: "Turns of sealing that went wrong or were refused.")
        refused = registry.gauge(
            "audit_sealing_refused", help: "1 while nothing is sealed: the log was rolled back, or comes from elsewhere.")
    }
}
