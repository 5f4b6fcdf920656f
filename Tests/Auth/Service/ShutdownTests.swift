import Foundation
import Glibc
import Reactor
import TestSupport
import Testing

@Suite("The program auth told to end", .timeLimit(.minutes(4))) struct ShutdownTests {
    @Test("SIGTERM ends it in order, with status 0", arguments: [SIGTERM, SIGINT])
    func inOrder(signal: Int32) async throws {
        let program = try RunningProgram()
        try await onLoop { loop in
            let idle = try await RawPeer(SocketAddress(.v4(0x7F00_0001), port: program.port), on: loop)
            try await idle.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await idle.response()?.status == 200)
            program.send(signal)
            #expect(try await idle.rest().isEmpty)
            idle.stream.close()
        }
        #expect(program.status() == 0)
        #expect(program.log.contains(#""message":"draining""#) && program.log.contains(#""message":"ended""#))
    }

    @Test("a request that never ends holds it up no longer than SHUTDOWN_TIMEOUT")
    func bounded() async throws {
        let program = try RunningProgram(["SHUTDOWN_TIMEOUT": "500ms"])
        try await onLoop { loop in
            let slow = try await half(loop, program)
            let told = MonotonicTime.read()
            program.send(SIGTERM)
            _ = try await slow.rest()
            // What else would end it is the deadline of its head, ten seconds.
            #expect(MonotonicTime.read() - told < .seconds(9))
            slow.stream.close()
        }
        #expect(program.status() == 0)
    }

    @Test("a second signal ends it at once")
    func twice() async throws {
        let program = try RunningProgram(["SHUTDOWN_TIMEOUT": "60s"])
        try await onLoop { loop in
            let slow = try await half(loop, program)
            program.send(SIGTERM)
            program.waitFor("draining")
            program.send(SIGTERM)
            _ = try? await slow.rest()
            slow.stream.close()
        }
        #expect(program.status() == 128 + SIGTERM)
    }

    /// A peer whose request has begun.
    private func half(_ loop: EventLoop, _ program: RunningProgram) async throws -> RawPeer {
        let peer = try await RawPeer(SocketAddress(.v4(0x7F00_0001), port: program.port), on: loop)
        // The first answer proves that the server has the connection, the rest that a request is under way.
        try await peer.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHo")
        #expect(try await peer.response()?.status == 200)
        return peer
    }
}

/// The program, started without a database, and what it says.
private final class RunningProgram: @unchecked Sendable {  // one test uses it, one step after the other
    let port: UInt16
    private(set) var log = ""
    private let process = Process()
    private let output = Pipe()

    struct NoPort: Error { let log: String }

    init(_ environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "auth")
        process.environment = AuthProgram.environment.merging(environment.merging(["DB_PORT": "1", "BCRYPT_ROUNDS": "4"]) { $1 }) {
            $1
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let marker = #"{"message":"listening","port":"#
        var text = ""
        while !text.contains(marker) || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw NoPort(log: text) }
            text += String(decoding: data, as: UTF8.self)
        }
        let digits = text.components(separatedBy: marker).last?.prefix { $0.isNumber } ?? ""
        guard let port = UInt16(digits) else { throw NoPort(log: text) }
        self.port = port
        log = text
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func waitFor(_ message: String) {
        while !log.contains(#""message":"\#(message)""#) {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { return }
            log += String(decoding: data, as: UTF8.self)
        }
    }

    /// Waits for its end.
    func status() -> Int32 {
        log += String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus
    }
}
