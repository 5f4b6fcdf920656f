import HTTPWire
package import Logging
package import Reactor

/// One line a request: answers of 500 and above as `error`, slow ones as `warning`, the rest as `debug`. It names the route, not
/// the path, and nobody's address or identity: the trace id leads to the rest.
package struct AccessLog: Filter {
    private let log: Logger
    private let slow: Duration

    package init(_ log: Logger, slow: Duration = .seconds(1)) {
        self.log = log
        self.slow = slow
    }

    package func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {
        let duration = MonotonicTime.read() - begun
        let level: Logger.Level = response.status.code >= 500 ? .error : duration >= slow ? .warning : .debug
        guard log.logLevel <= level else { return }
        log.log(
            level: level, "request",
            metadata: [
                "method": "\(request.method.name)", "route": "\(request.route.template)", "status": "\(response.status.code)",
                "milliseconds": "\(duration.nanoseconds / 1_000_000)", "trace_id": "\(request.trace.traceID)",
            ])
    }
}
