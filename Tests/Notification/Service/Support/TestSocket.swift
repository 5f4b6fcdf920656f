import CoreHTTP
import Foundation
import HTTPWire
import NotificationDomain
import Reactor
import TestSupport
import Testing

/// How a client listens.
enum Wire: CaseIterable, Sendable {
    case webSocket, eventStream

    var path: String { self == .webSocket ? "/ws" : "/api/notifications/stream" }
}

/// A browser's live socket or event stream: what it is told, in order. Confined to its loop.
final class TestSocket: @unchecked Sendable {  // loop-confined
    struct Refused: Error {
        let answer: ClientAnswer
    }

    struct Closed: Error {
        let code: UInt16?
    }

    let subprotocol: String?
    let peer: RawPeer
    /// What a browser would send as Last-Event-ID.
    private(set) var lastEventID: String?
    private let wire: Wire
    private var reader = WebSocketReader(role: .client, limits: WebSocketLimits(frame: 1_048_576, message: 1_048_576))

    /// Throws `Refused` for any other answer than the one that opens.
    init(_ address: SocketAddress, path: String, fields: [String: String], over wire: Wire = .webSocket, on loop: EventLoop)
        async throws
    {
        self.wire = wire
        peer = try await RawPeer(address, on: loop)
        var lines = ["GET \(path) HTTP/1.1", "Host: \(address)"]
        if wire == .webSocket {
            lines += [
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: notifications.v1",
            ]
        }
        for (name, value) in fields { lines.append("\(name): \(value)") }
        try await peer.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        guard let head = try await peer.head() else { throw Closed(code: nil) }
        guard head.status.code == (wire == .webSocket ? 101 : 200) else {
            throw Refused(answer: ClientAnswer(head: head, body: try await peer.body(of: head)))
        }
        subprotocol = head.fields["Sec-WebSocket-Protocol"]
    }

    /// The next message, which must keep to the contract; pings are answered meanwhile. Throws `Closed` when the server closes.
    func next() async throws -> JSONValue {
        let message = try await read()
        let name = (message["type"]?.text ?? "").capitalized
        for violation in APIContract.of("events").violations(ofMessage: name, message) { Issue.record("\(violation)") }
        return message
    }

    private func read() async throws -> JSONValue {
        peer.stream.setDeadline(peer.stream.loop.now + .seconds(30))
        if wire == .eventStream { return try await nextEvent() }
        while true {
            switch try await peer.event(&reader) {
            case .text(let text): return try JSONReader.parse(Array(text.utf8))
            case .ping(let payload): try await send(.pong, payload)
            case .close(let code, _): throw Closed(code: code)
            default: break
            }
        }
    }

    private func nextEvent() async throws -> JSONValue {
        var type: String?
        while true {
            let line = try await peer.line()
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { continue }
            let value = String(line[line.index(colon, offsetBy: 2)...])
            switch line[..<colon] {
            case "event": type = value
            case "id": lastEventID = value
            default:
                let json = try JSONReader.parse(Array(value.utf8))
                guard json["type"]?.text == type else { throw Unexpected(message: json) }
                if type == "bye" { throw Closed(code: json["code"]?.integer.map { UInt16($0) }) }
                if type != "hello", json["position"]?.integer?.description != lastEventID { throw Unexpected(message: json) }
                return json
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

    /// The code with which the server closes; what comes before is read over.
    func end() async throws -> UInt16? {
        do { while true { _ = try await next() } } catch let closed as Closed { return closed.code }
    }

    func send(_ json: JSONValue) async throws { try await send(.text, json.encoded()) }

    /// All of them in as few packets as they fit into.
    func send(_ messages: [JSONValue]) async throws {
        var frames = ByteBuffer()
        for message in messages { WebSocketWriter.write(.text, payload: message.encoded(), mask: 0x0102_0304, into: &frames) }
        try await peer.send(frames.array())
    }

    private func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) async throws {
        var frame = ByteBuffer()
        WebSocketWriter.write(opcode, payload: payload, mask: 0x0102_0304, into: &frame)
        try await peer.send(frame.array())
    }

    func close() { peer.stream.close() }
}
