package import HTTPWire

/// A handler's answer.
package struct Response: Sendable {
    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// 101: the connection becomes a WebSocket.
        case webSocket(WebSocketUpgrade)
        /// The connection becomes a stream of Server-Sent Events; see `EventStreamSession.response`.
        case events(@Sendable (EventStreamSession) -> Void)
    }

    package var status: HTTPStatus
    package var fields: HTTPFields
    package var body: Body
    /// The answer contains a secret (a token): no copy of it is kept, not even to answer a repeated request.
    package var isSecret = false

    package init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: Body = .none) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package static func text(_ text: String, status: HTTPStatus = .ok) -> Response {
        .bytes(Array(text.utf8), contentType: "text/plain; charset=utf-8", status: status)
    }

    package static func bytes(_ bytes: [UInt8], contentType: String, status: HTTPStatus = .ok) -> Response {
        var fields = HTTPFields()
        fields.append("Content-Type", contentType)
        return Response(status, fields: fields, body: .bytes(bytes))
    }

    /// JSON about a person: `no-store`, so that no cache on the way keeps it.
    package static func json(_ status: HTTPStatus = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter()
        write(&writer)
        return .json(status, bytes: writer.finish())
    }

    package static func json(_ status: HTTPStatus = .ok, bytes: [UInt8]) -> Response {
        Response(status, fields: jsonFields, body: .bytes(bytes))
    }

    private static let jsonFields: HTTPFields = ["Content-Type": "application/json", "Cache-Control": "no-store"]
}
