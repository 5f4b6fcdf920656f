import Foundation
import Glibc
import Reactor
import Synchronization

/// A process of ours. It gets none of our descriptors and no blocked signals; whoever waits for its end suspends, and no thread of a
/// pool is blocked.
///
/// Not Foundation's Process: that one tells the end of a child by a descriptor which every server left behind by it inherits, and
/// would wait for those.
package final class ChildProcess: Sendable {
    package struct CannotStart: Error { package let command: String, code: Int32 }

    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    package let pid: Int32
    private let waiters: Waiters
    private let thread: Reactor.Thread
    private let isJoined = Mutex(false)

    private final class Waiters: Sendable {
        let state = Mutex(State())
    }

    /// Standard output goes to the descriptor `output`, standard error to the end of the file `errors`, or where output goes.
    package init(_ command: [String], environment: [String: String]? = nil, output: Int32, errors: String? = nil)
        throws(CannotStart)
    {
        let pid = try Self.spawn(command, environment: environment, output: output, errors: errors)
        let waiters = Waiters()
        self.pid = pid
        self.waiters = waiters
        thread = Reactor.Thread.start(named: "child") {
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            let waiting = waiters.state.withLock { state in
                state.status = code
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: code) }
        }
    }

    package var isRunning: Bool { waiters.state.withLock { $0.status == nil } }

    package func signal(_ number: Int32) { if isRunning { Glibc.kill(pid, number) } }

    /// Its exit status; 128 and the signal's number when a signal ended it.
    package func ended() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = waiters.state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    deinit { if !isJoined.withLock(\.self) { thread.detach() } }

    /// Blocks the calling thread until it has ended. Call it once.
    package func join() {
        isJoined.withLock { $0 = true }
        thread.join()
    }

    private static func spawn(_ command: [String], environment: [String: String]?, output: Int32, errors: String?)
        throws(CannotStart)
        -> Int32
    {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var unblocked = sigset_t()
        var ordinary = sigset_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        for descriptor: Int32 in 3..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        sigemptyset(&unblocked)
        sigemptyset(&ordinary)
        sigaddset(&ordinary, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &unblocked)
        posix_spawnattr_setsigdefault(&attributes, &ordinary)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = environment ?? ProcessInfo.processInfo.environment
        var arguments = command.map { strdup($0) } + [nil]
        var values = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + values { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, command[0], &actions, &attributes, &arguments, &values)
        guard code == 0 else { throw CannotStart(command: command[0], code: code) }
        return child
    }
}
