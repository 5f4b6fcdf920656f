import ServiceRuntime

/// What is counted of the e-mails.
struct EmailMetrics: Sendable {
    let sent: Counter
    let postponed: Counter
    let failed: Counter

    init(_ registry: MetricsRegistry) {
        let help = "Attempts to send an e-mail, by what became of it."
        sent = registry.counter("notification_emails_total", help: help, labels: ["result": "sent"])
        postponed = registry.counter("notification_emails_total", help: help, labels: ["result": "postponed"])
        failed = registry.counter("notification_emails_total", help: help, labels: ["result": "failed"])
    }
}
