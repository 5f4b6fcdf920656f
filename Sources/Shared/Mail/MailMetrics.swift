package import Contracts
package import ServiceRuntime

/// The counters of e-mails.
package struct MailMetrics: Sendable {
    package let sent: Counter
    package let postponed: Counter
    package let failed: Counter
    /// Not sent, since the address is not confirmed, or nobody has it.
    package let withheld: Counter
    /// Not sent, since something newer made it untrue.
    package let overtaken: Counter

    /// `service`: the beginning of the name.
    package init(_ registry: MetricsRegistry, of service: ServiceName) {
        func counter(_ result: String) -> Counter {
            registry.counter(
                "\(service.rawValue)_emails_total", help: "Attempts to send an e-mail, by what became of it.",
                labels: ["result": result])
        }
        sent = counter("sent")
        postponed = counter("postponed")
        withheld = counter("withheld")
        failed = counter("failed")
        overtaken = counter("overtaken")
    }
}
