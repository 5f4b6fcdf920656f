import ServiceRuntime

/// The counters of e-mails.
struct EmailMetrics: Sendable {
    let sent: Counter
    let postponed: Counter
    let failed: Counter
    /// Not sent, since the address is not confirmed.
    let withheld: Counter
    /// Not sent, since something newer made it untrue.
    let overtaken: Counter

    init(_ registry: MetricsRegistry) {
        let help = "Attempts to send an e-mail, by what became of it."
        sent = registry.counter("notification_emails_total", help: help, labels: ["result": "sent"])
        postponed = registry.counter("notification_emails_total", help: help, labels: ["result": "postponed"])
        withheld = registry.counter("notification_emails_total", help: help, labels: ["result": "withheld"])
        failed = registry.counter("notification_emails_total", help: help, labels: ["result": "failed"])
        overtaken = registry.counter("notification_emails_total", help: help, labels: ["result": "overtaken"])
    }
}
