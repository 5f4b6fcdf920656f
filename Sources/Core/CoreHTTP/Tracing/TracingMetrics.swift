package import ServiceRuntime

/// What becomes of the spans, over all loops of the process.
package struct TracingMetrics: Sendable {
    let exported: Counter
    let dropped: Counter

    package init(_ registry: MetricsRegistry) {
        exported = registry.counter("tracing_spans_exported_total", help: "Spans the collector has taken.")
        dropped = registry.counter(
            "tracing_spans_dropped_total", help: "Spans given up: the queue was full, or the collector away or unwilling.")
    }
}
