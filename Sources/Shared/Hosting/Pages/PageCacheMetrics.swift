package import ServiceRuntime

/// Counts a cache's hits, its misses, and reads without Redis.
package struct PageCacheMetrics: Sendable {
    let hits: Counter
    let misses: Counter
    let unavailable: Counter
    let refusals: Counter

    /// `cache` names it in the labels.
    package init(_ registry: MetricsRegistry, cache: String) {
        func counter(_ result: String) -> Counter {
            registry.counter("cache_reads_total", help: "Reads of a cache in Redis.", labels: ["cache": cache, "result": result])
        }
        hits = counter("hit")
        misses = counter("miss")
        unavailable = counter("unavailable")
        refusals = registry.counter(
            "cache_fills_failed_total", help: "Pages that Redis did not take.", labels: ["cache": cache])
        registry.observe(
            "cache_hit_ratio", help: "Hits among all reads of that cache since the start.", labels: ["cache": cache]
        ) { [hits, misses, unavailable] in
            let all = hits.value + misses.value + unavailable.value
            return all == 0 ? 0 : Double(hits.value) / Double(all)
        }
    }
}
