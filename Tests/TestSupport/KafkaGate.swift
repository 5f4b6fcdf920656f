import Foundation
import Glibc

/// `scripts/broker/gate.py` as a process of its own: TLS and SASL in front of the local broker.
package struct KafkaGate: Sendable {
    struct DidNotStart: Error {}

    /// What a client is given: `host:port`.
    package let brokers: String

    /// In front of `broker` (`host:port`). Without a user nobody signs in; `asksForCertificate`: only with one of the authority's;
    /// `tokens`: also with tokens of this issuer.
    package static func use<Result: Sendable>(
        before broker: String, _ certificates: Certificates, asksForCertificate: Bool = false, user: String = "",
        password: String = "", tokens issuer: String? = nil,
        _ body: @Sendable (KafkaGate) async throws -> Result
    ) async throws -> Result {
        let port = try freePort()
        let log = certificates.directory + "/gate.log"
        let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        let process = try ChildProcess(
            [
                "/usr/bin/env", "python3", Stores.file("scripts/broker/gate.py"), certificates.server,
                certificates.serverKey, asksForCertificate ? certificates.authority : "", user, password, "\(port)",
                String(broker.split(separator: ":").last ?? ""),
            ] + (issuer.map { ["\($0)/jwks"] } ?? []), output: output, errors: certificates.directory + "/gate.errors")
        close(output)
        let outcome: Swift.Result<Result, any Error>
        do {
            while try !String(contentsOfFile: log, encoding: .utf8).contains("ready") {
                guard process.isRunning else { throw DidNotStart() }
                await Task.yield()
            }
            outcome = .success(try await body(KafkaGate(brokers: "127.0.0.1:\(port)")))
        } catch { outcome = .failure(error) }
        process.signal(SIGKILL)
        _ = await process.ended()
        return try outcome.get()
    }
}
