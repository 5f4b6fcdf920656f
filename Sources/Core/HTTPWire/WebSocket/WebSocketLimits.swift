/// What a peer may send at most, in octets of payload; beyond: close 1009.
package struct WebSocketLimits: Sendable {
    package var frame: Int
    /// All fragments of one message together.
    package var message: Int

    package static let `default` = WebSocketLimits()

    package init(frame: Int = 65_536, message: Int = 65_536) {
        precondition(frame >= 125 && message >= 0, "control frames need 125")
        self.frame = frame
        self.message = message
    }
}
