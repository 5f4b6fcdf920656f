/// Which end of the connection reads: a server takes only masked frames, a client only unmasked ones (RFC 6455 section 5.1).
package enum WebSocketRole: Sendable {
    case server, client
}
