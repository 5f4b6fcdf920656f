package import Hosting
import OpenSSL
package import Postgres
import Reactor
import ServiceRuntime
import Synchronization

/// A daemon's program whose service keeps an access log.
package protocol AuditedProgram {
    /// The settings of its database and of its log.
    static func audited(_ environment: [String: String]) throws -> (database: DatabaseSettings, log: AuditConfiguration)

    /// See `AuditCheck`.
    static var unrecorded: Statement? { get }
}

extension AuditConfiguration {
    /// By which its signatures are known; nil: nothing is signed.
    var noteKey: NoteKey? {
        get throws { try seed.flatMap { NoteKey(name: origin, publicKey: try Ed25519.PrivateKey(seed: $0.bytes).publicKey) } }
    }
}

extension DatabaseSettings {
    /// Runs `body` on a loop of its own, with one connection that only reads.
    func reading<Outcome: Sendable>(_ body: @escaping @Sendable (PostgresPool) async throws -> Outcome) throws -> Outcome {
        let outcome = Mutex<Result<Outcome, any Error>?>(nil)
        var postgres = postgres
        postgres.parameters["default_transaction_read_only"] = "on"
        postgres.queryTimeout = .seconds(600)
        let configuration = postgres
        try LoopGroup.run(count: 1) { loop in
            let pool = PostgresPool(configuration, connections: 1, on: loop, resolver: Resolver())
            async let running: Void = pool.run()
            let result: Result<Outcome, any Error>
            do {
                guard await pool.waitUntilReady(atMost: .seconds(10)) else { throw PostgresError.unavailable }
                result = .success(try await body(pool))
            } catch { result = .failure(error) }
            await pool.close()
            await running
            outcome.withLock { $0 = result }
        }
        guard let result = outcome.withLock({ $0 }) else { preconditionFailure("the loop ended without an outcome") }
        return try result.get()
    }
}
