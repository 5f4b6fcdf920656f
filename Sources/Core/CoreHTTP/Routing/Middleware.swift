/// Work around every handler of a router, and around the answer for an unknown path. One a loop; the first given is the outermost.
package protocol Middleware {
    /// False: the request passes as if this middleware were not there. True by default.
    func concerns(_ request: Request) -> Bool

    /// Answers by itself or calls `next`, whose answer it may change. Errors become answers as those of a handler do.
    func respond(to request: Request, next: Next) async throws -> Response
}

extension Middleware {
    package func concerns(_ request: Request) -> Bool { true }
}

/// The rest of the way to the handler. Never throws: errors have become answers.
package struct Next: @unchecked Sendable {  // loop-confined, as its router is
    let router: Router
    let depth: Int
    let handler: Handler

    package func callAsFunction(_ request: Request) async -> Response {
        await router.respond(to: request, depth: depth, handler)
    }
}
