import Reactor
import ServiceRuntime

/// What the service counts.
struct AuthMetrics: Sendable {
    let registrations: Counter
    let logins: Counter
    let refusedLogins: Counter
    let refreshes: Counter
    let siblingRefreshes: Counter
    let refusedRefreshes: Counter
    let events: SecurityEventMetrics

    init(_ registry: MetricsRegistry, passwordPool: BlockingPool) {
        registrations = registry.counter("auth_registrations_total", help: "Accounts made.")
        logins = registry.counter("auth_logins_total", help: "Attempts to sign in by password.", labels: ["result": "accepted"])
        refusedLogins = registry.counter(
            "auth_logins_total", help: "Attempts to sign in by password.", labels: ["result": "refused"])
        func refreshes(_ result: String) -> Counter {
            registry.counter("auth_refreshes_total", help: "Attempts to exchange a refresh token.", labels: ["result": result])
        }
        self.refreshes = refreshes("rotated")
        siblingRefreshes = refreshes("sibling")
        refusedRefreshes = refreshes("refused")
        events = SecurityEventMetrics(registry)
        registry.observe("auth_password_pool_running", help: "Passwords being hashed.") { Double(passwordPool.load.running) }
        registry.observe("auth_password_pool_queued", help: "Passwords waiting to be hashed.") { Double(passwordPool.load.queued) }
        registry.observeTotal("auth_password_pool_started_total", help: "Passwords hashed or being hashed.") {
            Double(passwordPool.load.started)
        }
        registry.observeTotal("auth_password_pool_refused_total", help: "Passwords refused because the queue was full.") {
            Double(passwordPool.load.refused)
        }
        registry.observeTotal("auth_password_pool_wait_seconds_total", help: "Time passwords have waited for a thread.") {
            passwordPool.load.waited.inSeconds
        }
    }
}
