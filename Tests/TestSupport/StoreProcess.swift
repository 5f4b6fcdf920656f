import Foundation
import Glibc
import Reactor

/// A command that ran to its end: how it ended and the last of what it said. The waiting task suspends, no thread of a pool is blocked.
///
/// Not Foundation's Process: that one tells the end of a child by a descriptor which every server left behind by it inherits, and
/// would wait for those.
struct StoreProcess {
    /// The command failed; `output` holds what it printed.
    struct Failure: Error, CustomStringConvertible {
        let command: [String]
        let status: Int32
        let output: String
        var description: String { "\(command.joined(separator: " ")): status \(status)\n\(output)" }
    }

    static func run(_ command: [String]) async throws {
        let (status, output) = await withCheckedContinuation { continuation in
            _ = Thread.start(named: "stores") { continuation.resume(returning: runBlocking(command)) }
        }
        guard status == 0 else { throw Failure(command: command, status: status, output: output) }
    }

    /// The exit status (127 when it could not be started) and what it printed, through a file: servers that the command leaves behind
    /// keep a pipe open.
    static func runBlocking(_ command: [String]) -> (status: Int32, output: String) {
        let output = FileManager.default.temporaryDirectory.appending(path: "clinic-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: output) }
        guard let child = spawn(command, output: output.path) else { return (127, "cannot be started") }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
        return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F), text)
    }

    /// With none of our descriptors and no blocked signals, which the servers would inherit.
    private static func spawn(_ command: [String], output: String) -> pid_t? {
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
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor: Int32 in 3..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        sigemptyset(&unblocked)
        sigemptyset(&ordinary)
        sigaddset(&ordinary, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &unblocked)
        posix_spawnattr_setsigdefault(&attributes, &ordinary)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        return posix_spawn(&child, command[0], &actions, &attributes, &arguments, environ) == 0 ? child : nil
    }
}
