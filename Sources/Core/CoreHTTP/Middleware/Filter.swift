import HTTPWire
package import Reactor

/// Middleware that waits for nothing. A router passes those that stand outermost in a plain loop, without a task's frame for each: what
/// is around every request costs it next to nothing. Every request concerns them.
package protocol Filter: Middleware {
    /// On the way in. An answer given here is the request's; what is thrown becomes one, and this filter is not left.
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
