import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain

/// One change of an inbox as a live socket is told of it: JSON that is written once and goes unchanged through Redis and to every
/// socket of the user (DESIGN.md section 7).
struct LiveMessage: Sendable, Equatable {
    /// The member `type`.
    enum Kind: String, Sendable { case notification, inbox }

    let kind: Kind
    /// The number of the change.
    let position: Position
    let unread: Int64
    let json: [UInt8]

    /// A WebSocket text frame (RFC 6455 section 5.6).
    var frame: [UInt8] { Self.frame(json) }

    static func frame(_ json: [UInt8]) -> [UInt8] {
        var frame = ByteBuffer(capacity: json.count + 10)
        WebSocketWriter.write(.text, payload: json, into: &frame)
        return frame.array()
    }

    /// An event of a stream (HTML Living Standard, section 9.2.6): `event:` is the type, `id:` the position.
    var event: [UInt8] { Self.event(kind.rawValue, at: position, json) }

    static func event(_ type: String, at position: Position?, _ json: [UInt8]) -> [UInt8] {
        ServerSentEvent(type: type, id: position?.description, data: String(decoding: json, as: UTF8.self)).encoded()
    }
}

/// A live message and whose it is.
struct AddressedMessage: Sendable, Equatable {
    let user: UserID
    let message: LiveMessage
}

/// A message on its way to the sockets of one loop: each wire's form of it is made once, if anybody wants it. Confined to its loop.
final class EncodedMessage {
    let message: LiveMessage
    private var frame: [UInt8]?
    private var event: [UInt8]?

    init(_ message: LiveMessage) { self.message = message }

    func bytes(for connection: any LiveConnection) -> [UInt8] {
        if connection is WebSocketSession {
            if let frame { return frame }
            let made = connection.encode(message)
            frame = made
            return made
        }
        if let event { return event }
        let made = connection.encode(message)
        event = made
        return made
    }
}
