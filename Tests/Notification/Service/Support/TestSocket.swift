import CoreHTTP
import HTTPWire
import NotificationDomain
import Reactor
import TestSupport

/// A browser's live socket: what it is told, in order. Confined to its loop.
final class TestSocket: @unchecked Sendable {  // loop-confined
    struct Refused: Error {
        let answer: ClientAnswer
    }

    struct Closed: Error {
        let code: UInt16?
    }

    let subprotocol: String?
    let peer: RawPeer
    private var reader = WebSocketReader(role: .client)

    /// Throws `Refused` for any other answer than 101.
    init(_ address: SocketAddress, path: String, fields: [String: String], on loop: EventLoop) async throws {
        peer = try await RawPeer(address, on: loop)
        var lines = [
            "GET \(path) HTTP/1.1", "Host: \(address)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: notifications.v1",
        ]
        for (name, value) in fields { lines.append("\(name): \(value)") }
        try await peer.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        // A response to CONNECT ends with its head; so does 101.
        guard let answer = try await peer.response() else { throw Closed(code: nil) }
        guard answer.status == 101 else { throw Refused(answer: answer) }
        subprotocol = answer["Sec-WebSocket-Protocol"]
    }

    /// The next message; pings are answered meanwhile. Throws `Closed` when the server closes.
    func next() async throws -> JSONValue {
        peer.stream.setDeadline(peer.stream.loop.now + .seconds(20))
        while true {
            switch try await peer.event(&reader) {
            case .text(let text): return try JSONReader.parse(Array(text.utf8))
            case .ping(let payload): try await send(.pong, payload)
            case .close(let code, _): throw Closed(code: code)
            default: break
            }
        }
    }

    func hello() async throws -> JSONValue {
        let hello = try await next()
        guard hello["type"] == "hello" else { throw Unexpected(message: hello) }
        return hello
    }

    struct Unexpected: Error {
        let message: JSONValue
    }

    /// The positions of the next `count` messages.
    func positions(_ count: Int) async throws -> [Int64] {
        var positions: [Int64] = []
        for _ in 0..<count { positions.append(try await next()["position"]?.integer ?? -1) }
        return positions
    }

    func send(_ json: JSONValue) async throws { try await send(.text, json.encoded()) }

    private func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) async throws {
        var frame = ByteBuffer()
        WebSocketWriter.write(opcode, payload: payload, mask: 0x0102_0304, into: &frame)
        try await peer.send(frame.array())
    }

    func close() { peer.stream.close() }
}
