import CoreHTTP
import Foundation
import Synchronization

/// One daemon as a process of its own, as an operator runs it: started with an environment, known by its log.
final class DaemonProcess: Sendable {
    struct DidNotStart: Error, CustomStringConvertible {
        let name: String
        let log: String
        var description: String { "\(name) did not start:\n\(log)" }
    }

    let name: String
    /// Where it listens; the same after a restart.
    let port: UInt16
    private let process: Process
    private let log: LogReader

    /// Waits until it listens. `port` 0 takes a free one.
    static func start(_ name: String, port: UInt16 = 0, environment: [String: String], logFile: String) async throws -> DaemonProcess {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name)
        process.environment = environment.merging(["PORT": "\(port)", "HOST": "127.0.0.1"]) { $1 }
        let log = LogReader(file: logFile)
        process.standardOutput = log.pipe
        process.standardError = log.pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        guard let port = await log.listeningPort() else {
            process.waitUntilExit()
            throw DidNotStart(name: name, log: log.tail)
        }
        return DaemonProcess(name: name, port: port, process: process, log: log)
    }

    private init(name: String, port: UInt16, process: Process, log: LogReader) {
        self.name = name
        self.port = port
        self.process = process
        self.log = log
    }

    var isRunning: Bool { process.isRunning }
    var pid: Int32 { process.processIdentifier }

    /// SIGKILL: not a line of its code runs any more.
    func kill() async { await end(SIGKILL) }

    /// SIGTERM; the exit code.
    @discardableResult
    func terminate() async -> Int32 { await end(SIGTERM) }

    @discardableResult
    private func end(_ signal: Int32) async -> Int32 {
        if process.isRunning { Glibc.kill(process.processIdentifier, signal) }
        await log.closed()
        process.waitUntilExit()
        return process.terminationStatus
    }

    var logTail: String { log.tail }
}

/// Reads a daemon's log line by line into a file, and looks for the line that tells the port.
private final class LogReader: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var lines: [String] = []
        var port: UInt16?
        var isClosed = false
        var waitingForPort: [CheckedContinuation<UInt16?, Never>] = []
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    let pipe = Pipe()
    private let state = Mutex(State())

    init(file: String) {
        if !FileManager.default.fileExists(atPath: file) { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        let copy = FileHandle(forWritingAtPath: file)
        _ = try? copy?.seekToEnd()
        pipe.fileHandleForReading.readabilityHandler = { [self] handle in
            let data = handle.availableData
            try? copy?.write(contentsOf: data)
            if data.isEmpty { handle.readabilityHandler = nil }
            received([UInt8](data))
        }
    }

    var tail: String { state.withLock { $0.lines.suffix(20).joined(separator: "\n") } }

    func listeningPort() async -> UInt16? {
        await withCheckedContinuation { continuation in
            let known: UInt16?? = state.withLock { state in
                if let port = state.port { return port }
                if state.isClosed { return .some(nil) }
                state.waitingForPort.append(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func closed() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.waitingForEnd.append(continuation) }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
        }
    }

    /// No bytes: the process has ended.
    private func received(_ bytes: [UInt8]) {
        let (ports, ends, port) = state.withLock { state in
            state.pending += bytes
            while let end = state.pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(state.pending[..<end])
                state.pending.removeSubrange(...end)
                state.lines.append(String(decoding: line, as: UTF8.self))
                if let json = try? JSONReader.parse(line), json["message"]?.text == "listening", let port = json["port"]?.integer {
                    state.port = UInt16(port)
                }
            }
            if bytes.isEmpty { state.isClosed = true }
            guard state.port != nil || state.isClosed else { return ([], [], nil) as ([CheckedContinuation<UInt16?, Never>], [CheckedContinuation<Void, Never>], UInt16?) }
            defer {
                state.waitingForPort = []
                if state.isClosed { state.waitingForEnd = [] }
            }
            return (state.waitingForPort, state.isClosed ? state.waitingForEnd : [], state.port)
        }
        for continuation in ports { continuation.resume(returning: port) }
        for continuation in ends { continuation.resume() }
    }
}
