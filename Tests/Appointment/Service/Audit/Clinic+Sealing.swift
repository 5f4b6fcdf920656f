import AuditSupport
import OpenSSL
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

extension Clinic {
    static let auditSeed = WrittenLog.seed
    static let auditOrigin = "localhost/audit/appointment"

    /// A clinic whose log is signed by a key of the test's.
    static func openSigned(_ body: @escaping @Sendable (Clinic) async throws -> Void) async throws {
        try await open(connections: 4, { $0.audit.seed = Secret(bytes: auditSeed) }, body)
    }

    func noteKey() throws -> NoteKey { try #require(try written.noteKey()) }

    /// Puts all there is into the tree and signs it. Transactions of other tests of this server may have to end first.
    func seal() async throws {
        try await parts.audit.log.flush()
        try await seal { try await parts.audit.seal() }
    }

    /// As one who has the key and knows nothing of what the daemon has sealed.
    func sealAsAnother() async throws {
        let settings = AuditSealer.Settings(
            origin: Self.auditOrigin, key: try Ed25519.PrivateKey(seed: Self.auditSeed), checkpointInterval: .seconds(10))
        let sealer = AuditSealer(pool: pool, settings: settings, clock: clock.clock)
        try await seal { while let turn = try await sealer.seal(), turn.sealed == AuditSealer.batch {} }
    }

    private func seal(_ turn: () async throws -> Void) async throws {
        clock.advance(by: .seconds(11))
        try await eventually(on: loop) {
            try await turn()
            return try await count("audit_leaves") == count("access_log")
        }
        clock.advance(by: .seconds(11))
        try await turn()
    }

    /// The newest checkpoint, as somebody outside keeps it.
    func checkpoint() async throws -> SignedNote { try #require(try await written.checkpoint()) }

    func verify(kept: [SignedNote] = [], since: Int = 0) async throws -> AuditVerdict {
        try await written.verify(kept: kept, since: since)
    }
}
