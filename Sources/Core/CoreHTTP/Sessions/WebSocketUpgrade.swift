/// A handler's decision to turn the connection into a WebSocket; `begin` is called on the loop once 101 has been written.
package struct WebSocketUpgrade: Sendable {
    package let subprotocol: String?
    package let begin: @Sendable (WebSocketSession) -> Void
}
