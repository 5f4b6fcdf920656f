import CoreHTTP
import Foundation
import HTTPWire
import Reactor
import TestSupport

/// `scripts/oidcprovider` as a process of its own: a real OpenID Connect provider, and the browser that goes there.
final class IdentityProvider: @unchecked Sendable {  // one test uses it, one step after the other
    struct DidNotStart: Error {}

    let port: UInt16
    private let process: ChildProcess
    private let resolver = Resolver(pool: BlockingPool(name: "dns", threads: 1, queueLimit: 8))

    var issuer: String { "http://127.0.0.1:\(port)" }

    static func use<Result: Sendable>(_ body: @Sendable (IdentityProvider) async throws -> Result) async throws -> Result {
        let provider = try await IdentityProvider()
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body(provider)) } catch { outcome = .failure(error) }
        await provider.kill()
        return try outcome.get()
    }

    private init() async throws {
        let output = Pipe()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../scripts/oidcprovider").standardized
            .path
        process = try ChildProcess(
            ["/usr/bin/env", "python3", script], output: output.fileHandleForWriting.fileDescriptor, errors: "/dev/null")
        try output.fileHandleForWriting.close()
        guard let port = await Self.port(output) else { throw DidNotStart() }
        self.port = port
    }

    func kill() async {
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

    // MARK: What it is told

    func misbehave(_ mode: String, on loop: EventLoop) async throws {
        _ = try await send(.post, "/misbehave", json: ["mode": .string(mode)], on: loop)
    }

    func know(_ subject: String, _ claims: JSONValue, on loop: EventLoop) async throws {
        _ = try await send(.put, "/users/\(subject)", json: claims, on: loop)
    }

    /// Somebody signs in there as `subject`, or refuses to: where the browser is sent back to.
    func signIn(_ subject: String, at url: String, refuses: Bool = false, on loop: EventLoop) async throws -> String {
        let target = String(url.dropFirst(issuer.count))
        let form = refuses ? "action=deny" : "sub=\(subject)"
        let request = ClientRequest(
            .post, target, fields: ["Content-Type": "application/x-www-form-urlencoded"], body: Array(form.utf8))
        let answer = try await client(loop).send(request, timeout: .seconds(30))
        guard answer.status == .found, let location = answer.fields["Location"] else { throw Refused(status: answer.status.code) }
        return location
    }

    struct Refused: Error { let status: Int }

    private func send(_ method: HTTPMethod, _ path: String, json: JSONValue, on loop: EventLoop) async throws -> Int {
        let request = ClientRequest(method, path, fields: ["Content-Type": "application/json"], body: json.encoded())
        return try await client(loop).send(request, timeout: .seconds(30)).status.code
    }

    private func client(_ loop: EventLoop) -> HTTPClient {
        HTTPClient(host: "127.0.0.1", port: port, on: loop, resolver: resolver)
    }
}
