import HTTPWire
package import Reactor

/// Tells the client the id under which its request can be found in logs and traces: `X-Request-ID`, the trace's id.
package struct RequestID: Filter {
    package init() {}

    package func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {
        response.fields.set("X-Request-ID", request.trace.traceID)
    }
}
