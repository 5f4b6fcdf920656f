import HTTPWire
import OpenSSL

extension WebSocketUpgrade {
    /// The answer to a handshake (RFC 6455 section 4.2): 101, or a thrown 400 or 426. Refuse those who are not allowed in before
    /// calling it.
    /// A client that offers only subprotocols we do not speak is answered without one, and may leave.
    package static func accept(_ request: Request, subprotocols: [String], begin: @escaping @Sendable (WebSocketSession) -> Void)
        throws(Problem)
        -> Response
    {
        switch WebSocketHandshake.accept(request.head, subprotocols: subprotocols, sha1: { SHA1.hash($0) }) {
        case .accepted(let fields, let subprotocol):
            let upgrade = WebSocketUpgrade(subprotocol: subprotocol, begin: begin)
            return Response(.switchingProtocols, fields: fields, body: .webSocket(upgrade))
        case .refused(let refusal, let fields):
            var problem = Problem(ProblemCode(refusal), "Send a WebSocket handshake of version 13 (RFC 6455 section 4.2.1).")
            problem.fields = fields
            throw problem
        }
    }
}
