import HTTPWire
package import Reactor

/// A span for every request of a sampled trace, named by its route. Probes and figures (`/livez`, `/metrics`) make none.
package struct RequestTracing: Filter {
    private let tracer: Tracer

    package init(_ tracer: Tracer) { self.tracer = tracer }

    package func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {
        guard tracer.isOn, !Health.paths.contains(request.route.template) else { return }
        tracer.record(request.trace, span(of: request, response, begun))
    }

    private func span(of request: Request, _ response: Response, _ begun: MonotonicTime) -> TraceSpan {
        TraceSpan(
            .server, "\(request.method.name) \(request.route.template)", request.trace, from: begun,
            failed: response.status.code >= 500,
            attributes: [
                TraceSpan.Attribute("http.request.method", request.method.name),
                TraceSpan.Attribute("http.route", request.route.template),
                TraceSpan.Attribute("http.response.status_code", response.status.code),
            ])
    }
}
