import HTTPWire
import ServiceRuntime

/// The open WebSockets and event streams of one server, and what each of them needs of it. Confined to its loop.
final class LiveSessions: @unchecked Sendable {  // loop-confined
    /// Shared with the server's connections.
    let buffers: BufferPool
    let webSocketLimits: WebSocketLimits
    /// Called when a session has ended.
    var onEnd: () -> Void = {}
    /// A session that begins from now on ends at once.
    private(set) var areClosing = false

    private let open: Gauge?
    private let slow: Counter?
    private var sessions: [ObjectIdentifier: any LiveSession] = [:]

    /// `open` counts the open sessions, `slow` those that were closed because their peer does not read.
    init(buffers: BufferPool, webSocketLimits: WebSocketLimits, open: Gauge?, slow: Counter?) {
        self.buffers = buffers
        self.webSocketLimits = webSocketLimits
        self.open = open
        self.slow = slow
    }

    var count: Int { sessions.count }
    var isEmpty: Bool { sessions.isEmpty }

    func began(_ session: any LiveSession) {
        sessions[ObjectIdentifier(session)] = session
        open?.add()
    }

    func ended(_ session: any LiveSession) {
        sessions[ObjectIdentifier(session)] = nil
        open?.subtract()
        onEnd()
    }

    func countSlow() { slow?.add() }

    /// The daemon shuts down: each session tells its peer so and ends.
    func drain() {
        areClosing = true
        for session in sessions.values { session.drain() }
    }

    func abort() { for session in sessions.values { session.abort() } }
}
