import Foundation
import Glibc

/// A command that ran to its end: how it ended and the last of what it said.
struct StoreProcess {
    /// The command failed; `output` holds what it printed.
    struct Failure: Error, CustomStringConvertible {
        let command: [String]
        let status: Int32
        let output: String
        var description: String { "\(command.joined(separator: " ")): status \(status)\n\(output)" }
    }

    static func run(_ command: [String]) async throws {
        let output = Self.output()
        defer { try? FileManager.default.removeItem(at: output.url) }
        let child = try ChildProcess(command, output: output.descriptor)
        close(output.descriptor)
        let status = await child.ended()
        guard status == 0 else { throw Failure(command: command, status: status, output: text(output.url)) }
    }

    /// The same on the calling thread, for the end of the process; what fails then is nobody's to mend.
    static func runBlocking(_ command: [String]) {
        let output = Self.output()
        defer { try? FileManager.default.removeItem(at: output.url) }
        guard let child = try? ChildProcess(command, output: output.descriptor) else { return }
        close(output.descriptor)
        child.join()
    }

    /// A file, not a pipe: servers that the command leaves behind would keep a pipe open.
    private static func output() -> (url: URL, descriptor: Int32) {
        let url = FileManager.default.temporaryDirectory.appending(path: "clinic-\(UUID().uuidString).log")
        return (url, open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600))
    }

    private static func text(_ url: URL) -> String { (try? String(contentsOf: url, encoding: .utf8)) ?? "" }
}
