import HTTPWire

/// What a limiter says of one request.
package struct RateLimitVerdict: Sendable, Equatable {
    /// The policy's name as clients see it: `login`.
    package var policy: String
    /// Requests that a window allows.
    package var limit: Int
    /// The window's length in whole seconds.
    package var window: Int
    /// Requests left now.
    package var remaining: Int
    /// Whole seconds until the quota is whole again, or, when refused, until the next request may be sent.
    package var reset: Int
    package var isAllowed: Bool
    /// False for a budget that is not the client's own: the answer has no RateLimit fields.
    package var isTold: Bool

    package init(
        policy: String, limit: Int, window: Int, remaining: Int, reset: Int, isAllowed: Bool, isTold: Bool = true
    ) {
        self.policy = policy
        self.limit = limit
        self.window = window
        self.remaining = remaining
        self.reset = reset
        self.isAllowed = isAllowed
        self.isTold = isTold
    }
}

/// Asks a limiter before each request: 429 with Retry-After when it refuses, and the RateLimit fields
/// (draft-ietf-httpapi-ratelimit-headers-10) on every answer to a request that a limit applies to.
package struct RateLimit: Middleware {
    private let judge: (Request) async throws -> RateLimitVerdict?

    /// `judge` returns nil for a request that no limit applies to.
    package init(_ judge: @escaping (Request) async throws -> RateLimitVerdict?) { self.judge = judge }

    package func respond(to request: Request, next: Next) async throws -> Response {
        guard let verdict = try await judge(request) else { return await next(request) }
        guard verdict.isAllowed else {
            var problem = Problem(.rateLimited, "Try again in \(max(1, verdict.reset)) seconds.")
            problem.fields.append("Retry-After", "\(max(1, verdict.reset))")
            Self.describe(verdict, in: &problem.fields)
            throw problem
        }
        var response = await next(request)
        Self.describe(verdict, in: &response.fields)
        return response
    }

    private static func describe(_ verdict: RateLimitVerdict, in fields: inout HTTPFields) {
        guard verdict.isTold else { return }
        fields.set("RateLimit-Policy", "\"\(verdict.policy)\";q=\(verdict.limit);w=\(verdict.window)")
        fields.set("RateLimit", "\"\(verdict.policy)\";r=\(verdict.remaining);t=\(verdict.reset)")
    }
}
