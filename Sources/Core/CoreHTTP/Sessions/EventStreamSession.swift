import HTTPWire
package import Reactor
import ServiceRuntime

/// An open stream of Server-Sent Events, driven by the loop's events like a WebSocket: no task and no buffer while it is silent.
/// Confined to its loop.
///
/// The stream ends with the connection (no Content-Length, no chunks). Every 25 s a comment goes out, so that proxies keep it and
/// a dead peer is found. A peer that does not read is cut off when `SendQueue.limit` bytes wait behind the event
/// that is on its way, which may have any size; it recovers by `Last-Event-ID`.
package final class EventStreamSession: LiveSession, @unchecked Sendable {  // loop-confined
    /// Called once when the peer has gone or the stream was closed.
    package var onClose: () -> Void = {}
    /// Called when the daemon drains: the time to send a last event before `close`.
    package var onDrain: () -> Void = {}
    package var loop: EventLoop { connection.stream.loop }
    package var queuedBytes: Int { connection.queuedBytes }

    private var connection: LiveConnection
    private var state = State.open

    private enum State {
        case open
        /// What is queued goes out, then the connection ends.
        case closing
        case closed
    }

    package static let heartbeatInterval: Duration = .seconds(25)
    private static let heartbeat = Array(":\n\n".utf8)

    static func begin(_ begin: (EventStreamSession) -> Void, on stream: TCPStream, _ sessions: LiveSessions) {
        let session = EventStreamSession(LiveConnection(stream, sessions))
        session.connection.begin(session) { [unowned session] in session.tick() }
        session.connection.tick(after: heartbeatInterval)
        begin(session)
        stream.handler = { [unowned session] readiness in session.ready(readiness) }
        session.ready([.read, .write])
        if sessions.areClosing { session.drain() }
    }

    private init(_ connection: LiveConnection) { self.connection = connection }

    package func send(_ event: ServerSentEvent) { send(encoded: event.encoded()) }

    /// An event encoded once for many receivers.
    package func send(encoded event: [UInt8]) {
        guard state == .open else { return }
        guard connection.hasRoom(for: event) else { return finish() }
        flushed(connection.send(event))
    }

    /// Ends the stream when what is queued has gone out, within 5 s.
    package func close() {
        guard state == .open else { return }
        state = .closing
        connection.tick(after: .seconds(5))
        flushed(connection.flush())
    }

    func drain() {
        onDrain()
        close()
    }

    package func abort() { finish() }

    private func flushed(_ flush: SendQueue.Flush) {
        switch flush {
        case .drained: if state == .closing { finish() }
        case .blocked: break
        case .failed: finish()
        }
    }

    /// Drops what the peer sends; when it closes, so do we.
    private func ready(_ readiness: Readiness) {
        if readiness.canWrite, !connection.isDrained { flushed(connection.flush()) }
        guard readiness.canRead else { return }
        let pool = connection.sessions.buffers
        let buffers = pool.take()
        defer { pool.give(buffers) }
        while state != .closed {
            let transfer = buffers.input.receive(from: connection.stream)
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
        connection.tick(after: Self.heartbeatInterval)
    }

    private func finish() {
        guard state != .closed else { return }
        state = .closed
        connection.close()
        connection.sessions.ended(self)
        onClose()
        onClose = {}
        onDrain = {}
    }
}
