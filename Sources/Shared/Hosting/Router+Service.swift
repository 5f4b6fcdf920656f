package import CoreHTTP
import HTTPWire
package import Logging

extension Router {
    /// A daemon's router: errors of the parts below become problems, and what nobody expected is logged with the request's trace.
    package static func service(log: Logger) -> Router {
        Router(errors: Problem.meaning(of:)) { error, request in
            log.error(
                "a request failed unexpectedly", error: error,
                metadata: ["method": "\(request.method.name)", "trace": "\(request.trace.traceID)"])
        }
    }
}
