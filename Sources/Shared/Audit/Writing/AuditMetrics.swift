package import ServiceRuntime

/// Counts the entries that are written by statements of their own.
package struct AuditMetrics: Sendable {
    let written: Counter
    let dropped: Counter

    package init(_ registry: MetricsRegistry) {
        written = registry.counter("audit_entries_written_total", help: "Entries of reads and refusals in the access log.")
        dropped = registry.counter(
            "audit_entries_dropped_total", help: "Entries of refusals that found no room while the database was away.")
    }
}
