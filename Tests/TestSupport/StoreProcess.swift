import Foundation

/// A command that ran to its end: how it ended and the last of what it said. The waiting task suspends, no thread is blocked.
struct StoreProcess {
    /// The command failed; `output` holds what it printed.
    struct Failure: Error, CustomStringConvertible {
        let command: [String]
        let status: Int32
        let output: String
        var description: String { "\(command.joined(separator: " ")): status \(status)\n\(output)" }
    }

    /// Output goes to a file, not a pipe: servers that the command leaves behind must not hold the reader up.
    static func run(_ command: [String]) async throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "clinic-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: output) }
        let status = try await launch(command, output: FileHandle(forWritingTo: output))
        guard status == 0 else {
            throw Failure(command: command, status: status, output: (try? String(contentsOf: output, encoding: .utf8)) ?? "")
        }
    }

    private static func launch(_ command: [String], output: FileHandle) async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            let process = Process()
            process.executableURL = URL(filePath: command[0])
            process.arguments = Array(command.dropFirst())
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = output
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}
