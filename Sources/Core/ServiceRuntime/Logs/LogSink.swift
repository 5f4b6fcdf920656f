import Glibc
import Synchronization

/// Where log lines go: one file descriptor, shared by every logger of the process. Lines never mix; one of up to 4 KiB
/// leaves in one `write`.
///
/// A reader that does not keep up never stops the process: the descriptor is polled before each write, lines wait in
/// memory up to `limit` bytes, further ones are dropped and counted, and the count is logged once there is room again.
/// When the reader of a pipe has gone, lines vanish; the process must ignore SIGPIPE to live on.
package final class LogSink: Sendable {
    private struct Backlog {
        var bytes: [UInt8] = []
        var dropped = 0
    }

    /// A pipe that is ready takes this many bytes without blocking (PIPE_BUF).
    private static let chunk = 4_096

    private let descriptor: Int32
    private let limit: Int
    private let backlog = Mutex(Backlog())

    package static let standardError = LogSink(descriptor: STDERR_FILENO)
    package static let standardOutput = LogSink(descriptor: STDOUT_FILENO)

    /// Writes to `descriptor` and never closes it.
    package init(descriptor: Int32, limit: Int = 1 << 20) {
        self.descriptor = descriptor
        self.limit = limit
    }

    /// Lines that were dropped and are not reported yet.
    package var droppedLines: Int { backlog.withLock(\.dropped) }

    /// One line with its line feed.
    package func write(_ line: [UInt8]) {
        backlog.withLock { backlog in
            guard backlog.bytes.isEmpty, backlog.dropped == 0 else {
                append(line, to: &backlog)
                return drain(&backlog)
            }
            let sent = send(line[...])
            if sent < line.count { backlog.bytes = Array(line[sent...]) }
        }
    }

    /// Waits at most `limit` until everything in memory is written: for the end of the process.
    package func flush(within limit: Duration) {
        let deadline = ContinuousClock.now + limit
        backlog.withLock { backlog in
            drain(&backlog)
            while !backlog.bytes.isEmpty, isReady(within: ContinuousClock.now.duration(to: deadline)) { drain(&backlog) }
        }
    }

    private func append(_ line: [UInt8], to backlog: inout Backlog) {
        guard backlog.bytes.isEmpty || backlog.bytes.count + line.count <= limit else {
            backlog.dropped += 1
            return
        }
        if backlog.dropped > 0 {
            backlog.bytes += LogLine.dropped(backlog.dropped)
            backlog.dropped = 0
        }
        backlog.bytes += line
    }

    private func drain(_ backlog: inout Backlog) {
        let sent = send(backlog.bytes[...])
        backlog.bytes.removeFirst(sent)
    }

    /// The number of bytes that need not be sent again. An error other than "not now" leaves nothing to send to.
    private func send(_ bytes: ArraySlice<UInt8>) -> Int {
        var sent = 0
        while sent < bytes.count, isReady(within: .zero) {
            let count = unsafe bytes.dropFirst(sent).prefix(Self.chunk).withUnsafeBytes { chunk in
                unsafe Glibc.write(descriptor, chunk.baseAddress, chunk.count)
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                return sent
            } else if errno != EINTR {
                return bytes.count
            }
        }
        return sent
    }

    private func isReady(within limit: Duration) -> Bool {
        let milliseconds = max(.zero, limit) / .milliseconds(1)
        var question = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&question, 1, Int32(min(milliseconds, 60_000))) > 0
    }
}
