import ServiceRuntime

/// Metrics of the live sockets, over all loops.
struct LiveMetrics: Sendable {
    let sockets: Gauge
    let users: Gauge
    let published: Counter
    let redisFailures: Counter
    let forgotten: Counter

    init(_ registry: MetricsRegistry) {
        sockets = registry.gauge("notification_sockets", help: "Live sockets open.")
        users = registry.gauge(
            "notification_users_online", help: "Users with a live socket here, once for each loop that has one.")
        published = registry.counter("notification_published_total", help: "Changes of inboxes that were told to live sockets.")
        redisFailures = registry.counter(
            "notification_redis_failures_total", help: "Times Redis did not take what was published; it is told again later.")
        forgotten = registry.counter(
            "notification_forgotten_total", help: "Changes that are not told again later because too many were waiting for Redis.")
    }
}
