import HTTPWire
package import Reactor
import ServiceRuntime

/// An open WebSocket (RFC 6455), driven by the loop's events: no task, no stack and no buffer while it is silent. Confined to its loop.
///
/// A message of any size goes out of an empty queue. Behind it up to `SendQueue.limit` bytes wait for a peer that does not read;
/// beyond that the session is closed with 1013 and the client recovers by reconnecting. A handler that cannot take more messages
/// pauses receiving: then nothing is read, and the peer has to wait. The server pings every 25 s; a peer that sends no byte from one
/// ping to the next is gone.
package final class WebSocketSession: LiveSession, @unchecked Sendable {  // loop-confined
    package enum Message: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
    }

    /// Set in `begin`, before anything can arrive.
    package var onMessage: (WebSocketSession, Message) -> Void = { _, _ in }
    /// Called once, with the peer's close code, or 1006 when the connection broke.
    package var onClose: (UInt16) -> Void = { _ in }
    package let subprotocol: String?
    package var loop: EventLoop { connection.stream.loop }
    package var queuedBytes: Int { connection.queuedBytes }

    private var connection: LiveConnection
    private var reader: WebSocketReader
    private var parked = ByteBuffer()
    private var state = State.open
    private var closeCode: UInt16?
    private var heard = true
    private var isPaused = false
    private var isReceiving = false

    private enum State {
        case open
        /// Our close frame is sent or queued; the peer's is awaited.
        case closing
        /// Both close frames are sent, or the peer broke the protocol: what is queued goes out, what arrives is dropped, until the
        /// peer ends.
        case draining
        case closed
    }

    package static let pingInterval: Duration = .seconds(25)
    package static let closeTimeout: Duration = .seconds(5)

    static func begin(_ upgrade: WebSocketUpgrade, on stream: TCPStream, _ sessions: LiveSessions, received: [UInt8]) {
        let session = WebSocketSession(LiveConnection(stream, sessions), subprotocol: upgrade.subprotocol)
        session.connection.begin(session) { [unowned session] in session.tick() }
        session.connection.tick(after: pingInterval)
        upgrade.begin(session)
        stream.handler = { [unowned session] readiness in session.ready(readiness) }
        session.parked.append(received)
        session.receive()
        if sessions.areClosing { session.drain() }
    }

    private init(_ connection: LiveConnection, subprotocol: String?) {
        self.connection = connection
        self.subprotocol = subprotocol
        reader = WebSocketReader(role: .server, limits: connection.sessions.webSocketLimits)
    }

    // MARK: Sending

    package func send(text: String) { send(frame: WebSocketWriter.frame(text: text)) }

    package func send(binary bytes: [UInt8]) { send(frame: Self.frame(.binary, bytes)) }

    /// A frame encoded once for many receivers.
    package func send(frame: [UInt8]) {
        guard state == .open else { return }
        guard connection.hasRoom(for: frame) else { return close(code: 1013, reason: "too slow") }
        flushed(connection.send(frame))
    }

    /// Begins the close handshake; what is queued is sent first. The peer has 5 s to answer.
    package func close(code: UInt16, reason: String = "") {
        guard state == .open else { return }
        state = .closing
        defer { resumeReceiving() }
        connection.tick(after: Self.closeTimeout)
        var frame = ByteBuffer(capacity: 128)
        WebSocketWriter.close(code: code, reason: reason, into: &frame)
        flushed(connection.send(frame.array()))
    }

    func drain() { close(code: 1001, reason: "going away") }

    /// Ends the connection without a close frame.
    package func abort() { finish(1006) }

    private static func frame(_ opcode: WebSocketOpcode, _ payload: [UInt8]) -> [UInt8] {
        var frame = ByteBuffer(capacity: payload.count + 10)
        WebSocketWriter.write(opcode, payload: payload, into: &frame)
        return frame.array()
    }

    private func flushed(_ flush: SendQueue.Flush) {
        switch flush {
        case .drained: if state == .draining { connection.stream.shutdownWrite() }
        case .blocked: break
        case .failed: finish(1006)
        }
    }

    // MARK: Receiving

    private func ready(_ readiness: Readiness) {
        if readiness.canWrite, !connection.isDrained { flushed(connection.flush()) }
        if readiness.canRead { receive() }
    }

    /// No message is handed over after the current one, until `resumeReceiving`. Pings and the end of the connection are not seen
    /// either, so resume soon, or close.
    package func pauseReceiving() {
        if state == .open { isPaused = true }
    }

    package func resumeReceiving() {
        guard isPaused else { return }
        isPaused = false
        heard = true
        if !isReceiving, state != .closed { receive() }
    }

    private func receive() {
        guard !isPaused else { return }
        let pool = connection.sessions.buffers
        let buffers = pool.take()
        isReceiving = true
        defer {
            isReceiving = false
            buffers.input.removeAll(keepingCapacity: true)
            pool.give(buffers)
        }
        buffers.input.append(parked)
        parked = ByteBuffer()
        if !buffers.input.isEmpty { parse(buffers) }
        while state != .closed, !isPaused {
            switch buffers.input.receive(from: connection.stream) {
            case .bytes:
                heard = true
                if state == .draining { buffers.input.removeAll(keepingCapacity: true) } else { parse(buffers) }
            case .wouldBlock: return park(buffers)
            case .endOfStream, .failed: return finish(closeCode ?? 1006)
            }
        }
        park(buffers)
    }

    private func park(_ buffers: IOBuffers) {
        guard !buffers.input.isEmpty else { return }
        parked = ByteBuffer(capacity: buffers.input.count)
        parked.append(buffers.input)
    }

    private func parse(_ buffers: IOBuffers) {
        do throws(WebSocketError) {
            while state == .open || state == .closing, !isPaused {
                let (event, consumed) = try buffers.input.withSpan { (input) throws(WebSocketError) in try reader.next(input) }
                buffers.input.consume(consumed)
                switch event {
                case .needMore: return
                case .text(let text): if state == .open { onMessage(self, .text(text)) }
                case .binary(let bytes): if state == .open { onMessage(self, .binary(bytes)) }
                case .ping(let payload): send(frame: Self.frame(.pong, payload))
                case .pong: break
                case .close(let code, _): return closed(by: code)
                }
            }
        } catch {
            close(code: error.closeCode)
            buffers.input.removeAll(keepingCapacity: true)
            drain(error.closeCode)
        }
    }

    /// The peer's close frame: answered with its own code, then the connection ends, the server first (RFC 6455 section 7.1.1).
    private func closed(by code: UInt16?) {
        close(code: code ?? 1000)
        drain(code ?? 1005)
        if connection.isDrained { finish(code ?? 1005) }
    }

    private func drain(_ code: UInt16) {
        guard state != .closed else { return }
        state = .draining
        closeCode = code
        if connection.isDrained { connection.stream.shutdownWrite() }
    }

    // MARK: Time and end

    private func tick() {
        guard state == .open, heard || isPaused else { return finish(closeCode ?? 1006) }
        heard = false
        send(frame: Self.frame(.ping, []))
        connection.tick(after: Self.pingInterval)
    }

    private func finish(_ code: UInt16) {
        guard state != .closed else { return }
        state = .closed
        connection.close()
        connection.sessions.ended(self)
        onClose(code)
        onMessage = { _, _ in }
        onClose = { _ in }
    }
}
