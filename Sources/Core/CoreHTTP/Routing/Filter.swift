import HTTPWire
package import Reactor

/// Middleware that waits for nothing. The router runs the outermost ones in a plain loop, without an async call for each:
/// what stands around every request should cost next to nothing. Filters see every request.
package protocol Filter: Middleware {
    /// On the way in. An answer given here ends the request, and so does an error; `leave` is then not called on this filter.
    func enter(_ request: Request) throws -> Response?

    /// On the way out. `begun`: when the request was passed in.
    func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime)
}

extension Filter {
    package func enter(_ request: Request) throws -> Response? { nil }

    package func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {}

    package func respond(to request: Request, next: Next) async throws -> Response {
        let begun = MonotonicTime.read()
        var response: Response
        if let early = try enter(request) { response = early } else { response = await next(request) }
        leave(request, &response, since: begun)
        return response
    }
}
