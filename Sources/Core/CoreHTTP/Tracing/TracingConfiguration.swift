package import ServiceRuntime

/// Where spans go; without it nothing is traced.
package enum TracingConfiguration {
    package static let endpoint = ConfigurationKey<WebOrigin>(
        "OTEL_EXPORTER_OTLP_ENDPOINT", default: nil, type: "http origin",
        help: "OpenTelemetry collector (OTLP over HTTP, JSON) that gets the spans; unset: no tracing.", show: \.description
    ) { text in
        guard let origin = WebOrigin(text), !origin.isSecure else {
            return .invalid("must be an origin like http://collector:4318")
        }
        return .value(origin)
    }.optional
}
