package import CoreHTTP
import HTTPWire
package import Reactor

/// A real OpenID Connect provider, and the browser that goes there.
package final class IdentityProvider: Sendable {
    private let process: OpenIDProcess
    private let resolver = Resolver()

    package var port: UInt16 { process.port }
    package var issuer: String { process.issuer }

    package static func use<Result: Sendable>(_ body: @Sendable (IdentityProvider) async throws -> Result) async throws -> Result {
        try await OpenIDProcess.use { try await body(IdentityProvider($0)) }
    }

    private init(_ process: OpenIDProcess) { self.process = process }

    package func kill() async { await process.kill() }

    // MARK: What it is told

    package func misbehave(_ mode: String, on loop: EventLoop) async throws {
        _ = try await send(.post, "/misbehave", json: ["mode": .string(mode)], on: loop)
    }

    package func know(_ subject: String, _ claims: JSONValue, on loop: EventLoop) async throws {
        _ = try await send(.put, "/users/\(subject)", json: claims, on: loop)
    }

    /// Somebody signs in there as `subject`, or refuses to: where the browser is sent back to.
    package func signIn(_ subject: String, at url: String, refuses: Bool = false, on loop: EventLoop) async throws -> String {
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
