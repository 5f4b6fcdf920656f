import ServiceRuntime

/// How often people register and sign in.
struct SignInMetrics: Sendable {
    let registrations: Counter
    let logins: Counter
    let refusedLogins: Counter

    init(_ registry: MetricsRegistry) {
        registrations = registry.counter("auth_registrations_total", help: "Accounts made.")
        func logins(_ result: String) -> Counter {
            registry.counter("auth_logins_total", help: "Attempts to sign in by password.", labels: ["result": result])
        }
        self.logins = logins("accepted")
        refusedLogins = logins("refused")
    }
}
