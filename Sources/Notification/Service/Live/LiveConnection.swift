import CoreHTTP
import NotificationDomain
import Reactor

/// The wire under a live socket: a WebSocket, or a stream of Server-Sent Events for those who cannot have one. Both say the same
/// messages. Confined to its loop.
protocol LiveConnection: AnyObject, Sendable {
    var loop: EventLoop { get }
    /// Bytes that wait for the peer to read.
    var queuedBytes: Int { get }

    /// `onText` is called with each message of the client, nil for one that is not text; `onEnd` once.
    func listen(onText: @escaping (String?) -> Void, onEnd: @escaping () -> Void)
    /// The message as `send` takes it.
    func encode(_ message: LiveMessage) -> [UInt8]
    /// `anchor`: the position from which a client goes on that gets no further than this hello.
    func encode(hello: [UInt8], anchor: Position) -> [UInt8]
    /// One or more messages, encoded.
    func send(encoded bytes: [UInt8])
    /// No further `onText` until `resumeReceiving`: the peer has to wait.
    func pauseReceiving()
    func resumeReceiving()
    /// Tells the client why, then ends.
    func close(_ end: SocketEnd)
}

extension WebSocketSession: LiveConnection {
    func listen(onText: @escaping (String?) -> Void, onEnd: @escaping () -> Void) {
        onMessage = { _, message in if case .text(let text) = message { onText(text) } else { onText(nil) } }
        onClose = { _ in onEnd() }
    }

    func encode(_ message: LiveMessage) -> [UInt8] { message.frame }
    func encode(hello: [UInt8], anchor: Position) -> [UInt8] { LiveMessage.frame(hello) }
    func send(encoded bytes: [UInt8]) { send(frame: bytes) }
    func close(_ end: SocketEnd) { close(code: end.code, reason: end.reason) }
}

extension EventStreamSession: LiveConnection {
    func listen(onText: @escaping (String?) -> Void, onEnd: @escaping () -> Void) {
        onClose = onEnd
        onDrain = { [weak self] in self?.send(encoded: LiveMessage.bye(.goingAway)) }
    }

    func encode(_ message: LiveMessage) -> [UInt8] { message.event }

    /// A stream receives nothing.
    func pauseReceiving() {}
    func resumeReceiving() {}

    /// A browser remembers the last `id` it has read: with the head's, a stream that breaks during the replay would lose the rest.
    func encode(hello: [UInt8], anchor: Position) -> [UInt8] { LiveMessage.event("hello", at: anchor, hello) }

    func close(_ end: SocketEnd) {
        send(encoded: LiveMessage.bye(end))
        close()
    }
}
