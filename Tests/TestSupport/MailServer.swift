package import CoreHTTP
import Foundation
import Glibc
import Reactor

/// `scripts/mailserver` as a process of its own: a real SMTP server that takes everything and writes it down.
package final class MailServer: Sendable {
    struct DidNotStart: Error {}

    package let port: UInt16
    private let process: ChildProcess
    private let directory: URL

    /// `options`: as the script's; `CERT` and `KEY` among them become the files of a fresh certificate for `localhost`.
    package static func use<Result: Sendable>(
        _ options: [String] = [], port: UInt16 = 0, _ body: @Sendable (MailServer) async throws -> Result
    ) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "clinic-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let server = try await MailServer(options, port, directory)
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
        server.process.signal(SIGKILL)
        _ = await server.process.ended()
        return try outcome.get()
    }

    private init(_ options: [String], _ port: UInt16, _ directory: URL) async throws {
        self.directory = directory
        let certificate = directory.appending(path: "cert.pem").path
        let key = directory.appending(path: "key.pem").path
        if options.contains("CERT") {
            let make = """
                openssl req -new -x509 -days 2 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost \
                -keyout "$1" -out "$2"
                """
            try await StoreProcess.run(["/bin/sh", "-c", make, "sh", key, certificate])
        }
        let options = options.map { $0 == "CERT" ? certificate : $0 == "KEY" ? key : $0 }
        let output = Pipe()
        let script = Stores.root.appending(path: "scripts/mailserver").path
        process = try ChildProcess(
            ["/usr/bin/env", "python3", script, directory.appending(path: "mails").path, "--port", "\(port)"] + options,
            output: output.fileHandleForWriting.fileDescriptor, errors: directory.appending(path: "log").path)
        try output.fileHandleForWriting.close()
        guard let port = await Self.port(output) else { throw DidNotStart() }
        self.port = port
    }

    /// What the client is told to trust.
    package var certificate: String { directory.appending(path: "cert.pem").path }

    /// The mails so far, in their order.
    package var mails: [JSONValue] {
        get throws {
            guard let text = try? String(contentsOf: directory.appending(path: "mails"), encoding: .utf8) else { return [] }
            return try text.split(separator: "\n").map { try JSONReader.parse(Array($0.utf8)) }
        }
    }

    private static func port(_ output: Pipe) async -> UInt16? {
        await withCheckedContinuation { continuation in
            let thread = Reactor.Thread.start(named: "mail") {
                var line: [UInt8] = []
                while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                    line.append(byte)
                }
                continuation.resume(returning: UInt16(String(decoding: line, as: UTF8.self)))
            }
            thread.detach()
        }
    }
}
