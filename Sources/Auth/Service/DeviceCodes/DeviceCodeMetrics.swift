import ServiceRuntime

/// How often codes that make a device known are asked for, and how often they are right or wrong.
struct DeviceCodeMetrics: Sendable {
    let requested: Counter
    let confirmed: Counter
    let refused: Counter

    init(_ registry: MetricsRegistry) {
        func counter(_ step: String) -> Counter {
            registry.counter("auth_device_codes_total", help: "Steps of making a device known by a code.", labels: ["step": step])
        }
        requested = counter("requested")
        confirmed = counter("confirmed")
        refused = counter("refused")
    }
}
