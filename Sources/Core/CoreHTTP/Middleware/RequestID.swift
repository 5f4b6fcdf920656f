import HTTPWire

/// Tells the client the id under which its request can be found in logs and traces: `X-Request-ID`, the trace's id.
package struct RequestID: Middleware {
    package init() {}

    package func respond(to request: Request, next: Next) async -> Response {
        var response = await next(request)
        response.fields.set("X-Request-ID", request.trace.traceID)
        return response
    }
}
