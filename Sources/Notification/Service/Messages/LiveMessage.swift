import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain

/// One change of an inbox as a live socket is told of it: JSON that is written once and goes unchanged through Redis to every socket of
/// the user.
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
