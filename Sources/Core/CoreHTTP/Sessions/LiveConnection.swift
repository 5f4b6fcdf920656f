import Reactor

/// The connection of a live session: what waits for a peer that reads slowly, and the timer that keeps the session alive or ends it.
/// Confined to its loop.
struct LiveConnection {
    let stream: TCPStream
    let sessions: LiveSessions
    private var queue = SendQueue()
    private var timer: LoopTimer?

    init(_ stream: TCPStream, _ sessions: LiveSessions) {
        self.stream = stream
        self.sessions = sessions
    }

    var queuedBytes: Int { queue.bytes }
    var isDrained: Bool { queue.isEmpty }

    /// Hands the connection to `session`: no deadline any more, and `tick` when the timer is due.
    mutating func begin(_ session: any LiveSession, tick: @escaping () -> Void) {
        sessions.began(session)
        stream.setDeadline(nil)
        stream.allowWaiting()
        timer = LoopTimer(on: stream.loop, action: tick)
    }

    func tick(after duration: Duration) { timer?.arm(after: duration) }

    /// False, and counted, when the peer has too much left to read.
    func hasRoom(for bytes: [UInt8]) -> Bool {
        if queue.hasRoom(for: bytes) { return true }
        sessions.countSlow()
        return false
    }

    mutating func send(_ bytes: [UInt8]) -> SendQueue.Flush {
        let wasEmpty = queue.isEmpty
        queue.append(bytes)
        return wasEmpty ? flush() : .blocked
    }

    mutating func flush() -> SendQueue.Flush { queue.flush(to: stream) }

    /// Closes at once; what is queued is dropped.
    mutating func close() {
        timer?.disarm()
        stream.close()
        queue.removeAll()
    }
}
