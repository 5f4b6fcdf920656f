import Contracts
import HTTPWire
import NotificationDomain

/// One change of an inbox as a live socket is told of it: JSON that is written once and goes unchanged through Redis and to every
/// socket of the user (DESIGN.md section 7).
struct LiveMessage: Sendable, Equatable {
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
}

/// A live message and whose it is.
struct AddressedMessage: Sendable, Equatable {
    let user: UserID
    let message: LiveMessage
}
