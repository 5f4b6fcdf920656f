import HTTPWire

extension EventStreamSession {
    /// The answer that opens a stream; `begin` is called on the loop once the head has been written.
    package static func response(_ begin: @escaping @Sendable (EventStreamSession) -> Void) -> Response {
        let fields: HTTPFields = ["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"]
        return Response(.ok, fields: fields, body: .events(begin))
    }
}
