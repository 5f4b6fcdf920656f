import HTTPWire
import OpenSSL

/// A handler's decision to turn the connection into a WebSocket; `begin` is called on the loop once 101 has been written.
package struct WebSocketUpgrade: Sendable {
    package let subprotocol: String?
    package let begin: @Sendable (WebSocketSession) -> Void

    /// The answer to a handshake (RFC 6455 section 4.2): 101, or a thrown 400 or 426. Whoever is not allowed in must have been
    /// refused before. A client that offers subprotocols of which we speak none is answered without one, and may leave.
    package static func accept(_ request: Request, subprotocols: [String], begin: @escaping @Sendable (WebSocketSession) -> Void)
        throws(Problem)
        -> Response
    {
        switch WebSocketHandshake.accept(request.head, subprotocols: subprotocols, sha1: { SHA1.hash($0) }) {
        case .accepted(let fields, let subprotocol):
            let upgrade = WebSocketUpgrade(subprotocol: subprotocol, begin: begin)
            return Response(.switchingProtocols, fields: fields, body: .webSocket(upgrade))
        case .refused(let status, let code, let fields):
            var problem = Problem(
                status, code: code, detail: "This is not a WebSocket handshake of version 13 (RFC 6455 section 4.2.1).")
            problem.fields = fields
            throw problem
        }
    }
}
