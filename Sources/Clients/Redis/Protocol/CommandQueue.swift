import DequeModule
import Reactor

/// The commands of one connection that wait for their answers, oldest first. Redis answers in order, so an answer belongs to the
/// oldest; every waiter put in comes out exactly once, from `answered` or from `end`. Pure: no clock, no socket.
///
///     appended ───────────► written ───────────► answered
///              (in our buffer)      (may be running)
struct CommandQueue<Waiter> {
    struct Limits {
        var commands: Int
        var bytes: Int
        var timeout: Duration
    }

    struct Failure {
        let waiter: Waiter
        let error: RedisError
    }

    private struct Entry {
        let waiter: Waiter
        /// Where the command ends in the stream of all bytes of this connection.
        let end: UInt64
        let deadline: MonotonicTime
    }

    private let limits: Limits
    private var entries = Deque<Entry>()
    private var appendedBytes: UInt64 = 0
    private var writtenBytes: UInt64 = 0

    init(limits: Limits) { self.limits = limits }

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }
    /// Answers that may still be waited for before the limit.
    var room: Int { limits.commands - count }
    /// When the oldest command is late.
    var deadline: MonotonicTime? { entries.first?.deadline }

    /// Why that many commands of that many bytes together cannot be taken now; nil when they can.
    func refusal(commands: Int, bytes: Int) -> RedisError? {
        if bytes > limits.bytes { return .commandTooLarge(bytes: bytes, limit: limits.bytes) }
        if commands > room || Int(appendedBytes - writtenBytes) + bytes > limits.bytes { return .busy }
        return nil
    }

    /// A command was put into the buffer. Of a command with several answers only the first waiter brings bytes.
    mutating func append(_ waiter: Waiter, bytes: Int, now: MonotonicTime) {
        appendedBytes += UInt64(bytes)
        entries.append(Entry(waiter: waiter, end: appendedBytes, deadline: now + limits.timeout))
    }

    /// The kernel took bytes from the buffer.
    mutating func written(_ bytes: Int) {
        writtenBytes += UInt64(bytes)
        precondition(writtenBytes <= appendedBytes, "more written than appended")
    }

    /// An answer came; nil when nothing was asked.
    mutating func answered() -> Waiter? {
        guard let first = entries.first, first.end <= writtenBytes else { return nil }
        return entries.removeFirst().waiter
    }

    /// The connection has ended: everyone who waits, oldest first, and what to tell them.
    mutating func end(_ ending: ConnectionEnding, now: MonotonicTime) -> [Failure] {
        let failures = entries.enumerated().map { index, entry in
            let lost = RedisError.connectionLost(mayHaveRun: entry.end <= writtenBytes)
            let error: RedisError =
                switch ending {
                case .timeout: entry.deadline <= now ? .timeout : lost
                case .protocolViolation: index == 0 ? .protocolViolation : lost
                case .refused(let message): index == 0 ? .server(message) : lost
                case .closed, .endOfStream, .socket: lost
                }
            return Failure(waiter: entry.waiter, error: error)
        }
        entries.removeAll()
        return failures
    }
}

extension CommandQueue.Failure: Equatable where Waiter: Equatable {}
