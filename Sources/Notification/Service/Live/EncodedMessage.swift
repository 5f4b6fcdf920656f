import CoreHTTP

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
