import Audit
import ServiceRuntime

/// What is counted of grants.
struct GrantMetrics: Sendable {
    let overdue: Gauge
    private let opened: [AuditEntry.Purpose: Counter]

    init(_ registry: MetricsRegistry) {
        overdue = registry.gauge(
            "break_glass_overdue", help: "Grants that nobody has reviewed for \(Grant.reviewHours) hours, as every replica sees it."
        )
        var opened: [AuditEntry.Purpose: Counter] = [:]
        for purpose in Grant.purposes {
            opened[purpose] = registry.counter(
                "break_glass_grants_total", help: "Grants that were opened.", labels: ["purpose": purpose.rawValue])
        }
        self.opened = opened
    }

    func opened(for purpose: AuditEntry.Purpose) { opened[purpose]?.add() }
}
