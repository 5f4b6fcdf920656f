import CoreHTTP
import Foundation
import Reactor
import Synchronization
import TestSupport

/// One daemon as a process of its own, as an operator runs it: started with an environment, known by what it prints.
final class DaemonProcess: Sendable {
    struct DidNotStart: Error, CustomStringConvertible {
        let name: String
        let log: String
        var description: String { "\(name) did not start:\n\(log)" }
    }

    /// Where it listens; the same after a restart.
    let port: UInt16
    private let process: ChildProcess

    /// Waits until it listens. `port` 0 takes a free one. The log goes to the end of `logFile`.
    static func start(_ name: String, port: UInt16 = 0, environment: [String: String], logFile: String) async throws
        -> DaemonProcess
    {
        let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name).path
        let output = Pipe()
        let process = try ChildProcess(
            [binary], environment: environment.merging(["PORT": "\(port)", "HOST": "127.0.0.1"]) { $1 },
            output: output.fileHandleForWriting.fileDescriptor, errors: logFile)
        try output.fileHandleForWriting.close()
        guard let port = await listeningPort(output) else {
            _ = await process.ended()
            throw DidNotStart(name: name, log: (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "no log")
        }
        return DaemonProcess(port: port, process: process)
    }

    private init(port: UInt16, process: ChildProcess) {
        self.port = port
        self.process = process
    }

    var isRunning: Bool { process.isRunning }

    /// SIGKILL: not a line of its code runs any more.
    func kill() async {
        process.signal(SIGKILL)
        _ = await process.ended()
    }

    /// SIGSTOP: its connections stand, and nothing comes over them.
    func pause() { process.signal(SIGSTOP) }

    /// SIGCONT.
    func resume() { process.signal(SIGCONT) }

    /// SIGTERM; the exit status.
    func terminate() async -> Int32 {
        process.signal(SIGTERM)
        return await process.ended()
    }

    /// Standard output carries one line, `{"message":"listening","port":N}`; nil when it ends without.
    private static func listeningPort(_ output: Pipe) async -> UInt16? {
        await withCheckedContinuation { continuation in
            let thread = Reactor.Thread.start(named: "output") {
                var line: [UInt8] = []
                while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                    line.append(byte)
                }
                let port = try? JSONReader.parse(line)["port"]?.integer
                continuation.resume(returning: port.map { UInt16($0) })
            }
            thread.detach()
        }
    }
}
