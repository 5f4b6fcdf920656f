package import Access
package import Contracts
package import CoreHTTP
import HTTPWire
package import Logging
package import ServiceRuntime

extension Router {
    /// A daemon's router: errors of the parts below become problems, and what nobody expected is logged with the request's trace.
    package static func service(log: Logger, middleware: [any Middleware] = []) -> Router {
        Router(middleware: middleware, errors: Problem.meaning(of:)) { error, request in
            log.error(
                "a request failed unexpectedly", error: error,
                metadata: ["method": "\(request.method.name)", "trace_id": "\(request.trace.traceID)"])
        }
    }

    /// The same with what every daemon has around its handlers: request ids, traces, metrics, the access log, CORS for the pages of
    /// `origins`, 400 for a cookie of ours that is there twice, 403 for unsafe requests that a foreign page has made a browser
    /// send, the `Account-ID` of the answer, the rate limits, and what `inner` does between them and the handlers.
    package static func service(
        log: Logger, metrics: MetricsRegistry, origins: [WebOrigin], authenticator: Authenticator,
        cookies: CookieNames = .plain, tracer: Tracer? = nil, limits: RateLimit? = nil, inner: [any Middleware] = []
    )
        -> Router
    {
        let origins = origins.map(\.description)
        return service(
            log: log,
            middleware: [RequestID()] + (tracer.map { [RequestTracing($0)] } ?? []) + [
                RequestMetrics(metrics), AccessLog(log), CORS(origins: origins), CookieGuard(cookies.all),
                CrossSiteGuard(origins: origins), AccountNaming(authenticator),
            ] + (limits.map { [$0] } ?? []) + inner)
    }
}
