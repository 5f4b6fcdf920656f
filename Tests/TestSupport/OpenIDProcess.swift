import Foundation
import Reactor

/// `scripts/oidcprovider` as a process of its own.
package final class OpenIDProcess: Sendable {
    struct DidNotStart: Error {}

    package let port: UInt16
    package var issuer: String { "http://127.0.0.1:\(port)" }
    private let process: ChildProcess

    package static func use<Result: Sendable>(_ body: @Sendable (OpenIDProcess) async throws -> Result) async throws -> Result {
        let provider = try await OpenIDProcess()
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body(provider)) } catch { outcome = .failure(error) }
        await provider.kill()
        return try outcome.get()
    }

    private init() async throws {
        let output = Pipe()
        process = try ChildProcess(
            ["/usr/bin/env", "python3", Stores.file("scripts/oidcprovider")], output: output.fileHandleForWriting.fileDescriptor,
            errors: "/dev/null")
        try output.fileHandleForWriting.close()
        guard let port = await Self.port(output) else { throw DidNotStart() }
        self.port = port
    }

    package func kill() async {
        process.signal(SIGKILL)
        _ = await process.ended()
    }

    /// The number on the first line; nil when the process ends without.
    private static func port(_ output: Pipe) async -> UInt16? {
        await withCheckedContinuation { continuation in
            let thread = Reactor.Thread.start(named: "output") {
                var line = ""
                while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                    line.unicodeScalars.append(UnicodeScalar(byte))
                }
                continuation.resume(returning: UInt16(line))
            }
            thread.detach()
        }
    }
}
