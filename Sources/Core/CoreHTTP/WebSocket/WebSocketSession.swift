import HTTPWire
package import Reactor
import ServiceRuntime

/// An open WebSocket (RFC 6455), driven by the loop's events: no task, no stack and no buffer while it is silent. Confined to its loop.
///
/// Messages to a peer that does not read are queued up to `SendQueue.limit` bytes; beyond it the session is closed with 1013 and the
/// client recovers by reconnecting. The server pings every 25 s; a peer from which no byte came for two pings is gone.
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
    package var loop: EventLoop { stream.loop }
    package var queuedBytes: Int { queue.bytes }

    private let server: HTTPServer
    private let stream: TCPStream
    private var reader: WebSocketReader
    private var parked = ByteBuffer()
    private var queue = SendQueue()
    private var state = State.open
    private var closeCode: UInt16?
    private var heard = true
    private var timer: LoopTimer?

    private enum State {
        case open
        /// Our close frame is sent or queued; the peer's is awaited.
        case closing
        /// Both have been said, or the peer broke the protocol: what is queued goes out, what arrives is dropped, until the peer ends.
        case draining
        case closed
    }

    package static let pingInterval: Duration = .seconds(25)
    package static let closeTimeout: Duration = .seconds(5)

    static func begin(_ upgrade: WebSocketUpgrade, on stream: TCPStream, server: HTTPServer, received: [UInt8]) {
        let session = WebSocketSession(stream, server: server, subprotocol: upgrade.subprotocol)
        server.began(session)
        stream.setDeadline(nil)
        stream.allowWaiting()
        let timer = LoopTimer(on: stream.loop) { [unowned session] in session.tick() }
        session.timer = timer
        timer.arm(after: pingInterval)
        upgrade.begin(session)
        stream.handler = { [unowned session] readiness in session.ready(readiness) }
        session.consume(received)
        session.ready([.read])
        if server.isDraining { session.drain() }
    }

    private init(_ stream: TCPStream, server: HTTPServer, subprotocol: String?) {
        self.stream = stream
        self.server = server
        self.subprotocol = subprotocol
        reader = WebSocketReader(role: .server, limits: server.configuration.webSocket)
    }

    // MARK: Sending

    package func send(text: String) { send(frame: WebSocketWriter.frame(text: text)) }

    package func send(binary bytes: [UInt8]) { send(frame: Self.frame(.binary, bytes)) }

    /// A frame encoded once for many receivers.
    package func send(frame: [UInt8]) {
        guard state == .open else { return }
        guard queue.hasRoom(for: frame) else {
            server.configuration.metrics?.slowSessions.add()
            return close(code: 1013, reason: "too slow")
        }
        enqueue(frame)
    }

    /// Begins the close handshake; what is queued is sent first. The peer has 5 s to answer.
    package func close(code: UInt16, reason: String = "") {
        guard state == .open else { return }
        state = .closing
        timer?.arm(after: Self.closeTimeout)
        var frame = ByteBuffer(capacity: 128)
        WebSocketWriter.close(code: code, reason: reason, into: &frame)
        enqueue(frame.array())
    }

    func drain() { close(code: 1001, reason: "going away") }

    /// Ends the connection without a word.
    package func abort() { finish(1006) }

    private static func frame(_ opcode: WebSocketOpcode, _ payload: [UInt8]) -> [UInt8] {
        var frame = ByteBuffer(capacity: payload.count + 10)
        WebSocketWriter.write(opcode, payload: payload, into: &frame)
        return frame.array()
    }

    private func enqueue(_ frame: [UInt8]) {
        let wasEmpty = queue.isEmpty
        queue.append(frame)
        if wasEmpty { flush() }
    }

    private func flush() {
        switch queue.flush(to: stream) {
        case .drained: if state == .draining { stream.shutdownWrite() }
        case .blocked: break
        case .failed: finish(1006)
        }
    }

    // MARK: Receiving

    private func ready(_ readiness: Readiness) {
        if readiness.canWrite, !queue.isEmpty { flush() }
        if readiness.canRead { receive() }
    }

    private func receive() {
        let buffers = server.buffers.take()
        defer {
            buffers.input.removeAll(keepingCapacity: true)
            server.buffers.give(buffers)
        }
        while state != .closed {
            if !parked.isEmpty {
                buffers.input.append(parked)
                parked = ByteBuffer()
            }
            switch buffers.input.receive(from: stream) {
            case .bytes:
                heard = true
                if state == .draining { buffers.input.removeAll(keepingCapacity: true) } else { parse(buffers) }
            case .wouldBlock:
                park(buffers)
                return
            case .endOfStream, .failed: return finish(closeCode ?? 1006)
            }
        }
    }

    private func park(_ buffers: IOBuffers) {
        guard !buffers.input.isEmpty else { return }
        parked = ByteBuffer(capacity: buffers.input.count)
        parked.append(buffers.input)
    }

    private func consume(_ received: [UInt8]) {
        guard !received.isEmpty else { return }
        let buffers = server.buffers.take()
        buffers.input.append(received)
        parse(buffers)
        park(buffers)
        buffers.input.removeAll(keepingCapacity: true)
        server.buffers.give(buffers)
    }

    private func parse(_ buffers: IOBuffers) {
        do throws(WebSocketError) {
            while state == .open || state == .closing {
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
        if queue.isEmpty { finish(code ?? 1005) }
    }

    private func drain(_ code: UInt16) {
        guard state != .closed else { return }
        state = .draining
        closeCode = code
        if queue.isEmpty { stream.shutdownWrite() }
    }

    // MARK: Time and end

    private func tick() {
        guard state == .open, heard else { return finish(closeCode ?? 1006) }
        heard = false
        send(frame: Self.frame(.ping, []))
        timer?.arm(after: Self.pingInterval)
    }

    private func finish(_ code: UInt16) {
        guard state != .closed else { return }
        state = .closed
        timer?.disarm()
        stream.close()
        queue.removeAll()
        server.ended(self)
        onClose(code)
        onMessage = { _, _ in }
        onClose = { _ in }
    }
}
