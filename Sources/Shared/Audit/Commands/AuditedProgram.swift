package import Hosting
import OpenSSL
package import Postgres
import ServiceRuntime

/// A daemon's program whose service keeps an access log.
package protocol AuditedProgram {
    /// The settings of its database and of its log.
    static func audited(_ environment: [String: String]) throws -> (database: DatabaseSettings, log: AuditConfiguration)

    /// See `AuditCheck`.
    static var unrecorded: Statement? { get }
}

extension AuditConfiguration {
    /// The key that verifies its signatures; nil: nothing is signed. `era`: the how manieth tree of the log it is.
    func noteKey(era: Int = 1) throws -> NoteKey? {
        try seed.flatMap {
            NoteKey(name: LogName(origin, era: era).origin, publicKey: try Ed25519.PrivateKey(seed: $0.bytes).publicKey)
        }
    }
}

extension DatabaseSettings {
    /// Runs `body` on a loop of its own, with one connection that only reads.
    func reading<Outcome: Sendable>(_ body: @escaping @Sendable (PostgresPool) async throws -> Outcome) throws -> Outcome {
        try run(isReading: true, body)
    }

    /// The same, with one that writes.
    func writing<Outcome: Sendable>(_ body: @escaping @Sendable (PostgresPool) async throws -> Outcome) throws -> Outcome {
        try run(isReading: false, body)
    }

    private func run<Outcome: Sendable>(isReading: Bool, _ body: @escaping @Sendable (PostgresPool) async throws -> Outcome) throws
        -> Outcome
    {
        var configuration = postgres
        if isReading { configuration.parameters["default_transaction_read_only"] = "on" }
        configuration.queryTimeout = .seconds(600)
        return try CommandPool.run(configuration, body)
    }
}
