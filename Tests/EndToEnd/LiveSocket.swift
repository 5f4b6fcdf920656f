import CoreHTTP
import HTTPWire
import Reactor
import TestSupport

/// A browser's live socket: what it was told, in order. Confined to its loop.
final class LiveSocket: @unchecked Sendable {  // loop-confined
    struct Refused: Error { let status: Int }

    let subprotocol: String?
    private let peer: RawPeer
    private var reader = WebSocketReader(role: .client)

    init(_ address: SocketAddress, token: String, position: Int64? = nil, on loop: EventLoop) async throws {
        peer = try await RawPeer(address, on: loop)
        let query = position.map { "?position=\($0)" } ?? ""
        try await peer.send(
            """
            GET /ws\(query) HTTP/1.1\r
            Host: \(address)\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Protocol: notifications.v1\r
            Authorization: Bearer \(token)\r
            \r\n
            """)
        guard let answer = try await peer.response(), answer.status == 101 else { throw Refused(status: 0) }
        subprotocol = answer["Sec-WebSocket-Protocol"]
    }

    /// The next message; pings are answered meanwhile. Throws when the server closes.
    func next() async throws -> JSONValue {
        peer.stream.setDeadline(peer.stream.loop.now + .seconds(30))
        while true {
            switch try await peer.event(&reader) {
            case .text(let text): return try JSONReader.parse(Array(text.utf8))
            case .ping(let payload):
                var frame = ByteBuffer()
                WebSocketWriter.write(.pong, payload: payload, mask: 1, into: &frame)
                try await peer.send(frame.array())
            case .close(let code, _): throw Closed(code: code)
            default: break
            }
        }
    }

    struct Closed: Error { let code: UInt16? }

    func close() { peer.stream.close() }
}
