import ServiceRuntime

/// Counts registrations.
struct PatientMetrics: Sendable {
    let registered: Counter
    /// Those that were asked back because somebody alike is there.
    let alike: Counter

    init(_ registry: MetricsRegistry) {
        let help = "Requests to register a patient that were not wrong."
        registered = registry.counter("appointment_patient_registrations_total", help: help, labels: ["result": "registered"])
        alike = registry.counter("appointment_patient_registrations_total", help: help, labels: ["result": "alike"])
    }
}
