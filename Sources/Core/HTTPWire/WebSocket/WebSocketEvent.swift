/// What `WebSocketReader.next` found. Messages are whole, whatever frames they came in.
package enum WebSocketEvent: Sendable, Equatable {
    case needMore
    case text(String)
    case binary([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    /// `code` is nil when the frame was empty. Nothing follows it.
    case close(code: UInt16?, reason: String)
}
