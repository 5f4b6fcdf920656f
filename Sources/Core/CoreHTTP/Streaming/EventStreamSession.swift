import HTTPWire
package import Reactor
import ServiceRuntime

/// An open stream of Server-Sent Events, driven by the loop's events like a WebSocket: no task and no buffer while it is silent.
/// Confined to its loop.
///
/// The stream ends with the connection (no Content-Length, no chunks). Every 25 s a comment goes out, so that proxies keep it and
/// a dead peer is found. A peer that does not read is cut off when `SendQueue.limit` is reached and recovers by `Last-Event-ID`.
package final class EventStreamSession: LiveSession, @unchecked Sendable {  // loop-confined
    /// Called once when the peer has gone or the stream was closed.
    package var onClose: () -> Void = {}
    /// Called when the daemon drains, to say a last event before `close`.
    package var onDrain: () -> Void = {}
    package var loop: EventLoop { stream.loop }
    package var queuedBytes: Int { queue.bytes }

    private let server: HTTPServer
    private let stream: TCPStream
    private var queue = SendQueue()
    private var state = State.open
    private var timer: LoopTimer?

    private enum State {
        case open
        /// What is queued goes out, then the connection ends.
        case closing
        case closed
    }

    package static let heartbeatInterval: Duration = .seconds(25)
    private static let heartbeat = Array(":\n\n".utf8)

    /// The answer that opens a stream; `begin` is called on the loop once the head has been written.
    package static func response(_ begin: @escaping @Sendable (EventStreamSession) -> Void) -> Response {
        let fields: HTTPFields = ["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"]
        return Response(.ok, fields: fields, body: .events(begin))
    }

    static func begin(_ begin: (EventStreamSession) -> Void, on stream: TCPStream, server: HTTPServer) {
        let session = EventStreamSession(stream, server: server)
        server.began(session)
        stream.setDeadline(nil)
        stream.allowWaiting()
        let timer = LoopTimer(on: stream.loop) { [unowned session] in session.tick() }
        session.timer = timer
        timer.arm(after: heartbeatInterval)
        begin(session)
        stream.handler = { [unowned session] readiness in session.ready(readiness) }
        session.ready([.read, .write])
        if server.isDraining { session.drain() }
    }

    private init(_ stream: TCPStream, server: HTTPServer) {
        self.stream = stream
        self.server = server
    }

    package func send(_ event: ServerSentEvent) { send(encoded: event.encoded()) }

    /// An event encoded once for many receivers.
    package func send(encoded event: [UInt8]) {
        guard state == .open else { return }
        guard queue.hasRoom(for: event) else {
            server.configuration.metrics?.slowSessions.add()
            return finish()
        }
        enqueue(event)
    }

    /// Ends the stream when what is queued has gone out, within 5 s.
    package func close() {
        guard state == .open else { return }
        state = .closing
        timer?.arm(after: .seconds(5))
        flush()
    }

    func drain() {
        onDrain()
        close()
    }

    package func abort() { finish() }

    private func enqueue(_ bytes: [UInt8]) {
        let wasEmpty = queue.isEmpty
        queue.append(bytes)
        if wasEmpty { flush() }
    }

    private func flush() {
        switch queue.flush(to: stream) {
        case .drained: if state == .closing { finish() }
        case .blocked: break
        case .failed: finish()
        }
    }

    /// The peer has nothing more to say; what it says is dropped, and its end is ours.
    private func ready(_ readiness: Readiness) {
        if readiness.canWrite, !queue.isEmpty { flush() }
        guard readiness.canRead else { return }
        let buffers = server.buffers.take()
        defer { server.buffers.give(buffers) }
        while state != .closed {
            let transfer = buffers.input.receive(from: stream)
            buffers.input.removeAll(keepingCapacity: true)
            switch transfer {
            case .bytes: break
            case .wouldBlock: return
            case .endOfStream, .failed: finish()
            }
        }
    }

    private func tick() {
        guard state == .open else { return finish() }
        send(encoded: Self.heartbeat)
        timer?.arm(after: Self.heartbeatInterval)
    }

    private func finish() {
        guard state != .closed else { return }
        state = .closed
        timer?.disarm()
        stream.close()
        queue.removeAll()
        server.ended(self)
        onClose()
        onClose = {}
        onDrain = {}
    }
}
