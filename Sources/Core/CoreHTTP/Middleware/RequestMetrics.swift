import HTTPWire
package import Reactor
package import ServiceRuntime

/// Counts and times every request by its route's template: `http_server_request_duration_seconds{method,route,status}` and
/// `http_server_requests_in_flight`. Each loop looks a series up once.
package final class RequestMetrics: Filter {
    private let registry: MetricsRegistry
    private let inFlight: Gauge
    private var series: [Int: Histogram] = [:]

    package init(_ registry: MetricsRegistry) {
        self.registry = registry
        inFlight = registry.gauge("http_server_requests_in_flight", help: "Requests whose answer is being made.")
    }

    package func enter(_ request: Request) -> Response? {
        inFlight.add()
        return nil
    }

    package func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {
        inFlight.subtract()
        histogram(request.route, response.status.code).observe(MonotonicTime.read() - begun)
    }

    private func histogram(_ route: Route, _ status: Int) -> Histogram {
        let key = route.index * 1_000 + status
        if let known = series[key] { return known }
        let histogram = registry.histogram(
            "http_server_request_duration_seconds", help: "From the whole request to the whole answer, by route.",
            labels: ["method": route.method, "route": route.template, "status": "\(status)"])
        series[key] = histogram
        return histogram
    }
}
