import OpenSSL
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

extension Clinic {
    static let auditSeed = [UInt8](0..<32)
    static let auditOrigin = "localhost/audit/appointment"

    /// A clinic whose log is signed by a key of the test's.
    static func openSigned(_ body: @escaping @Sendable (Clinic) async throws -> Void) async throws {
        try await open(connections: 4, { $0.audit.seed = Secret(bytes: auditSeed) }, body)
    }

    static func noteKey(_ seed: [UInt8] = auditSeed) throws -> NoteKey {
        try #require(NoteKey(name: auditOrigin, publicKey: try Ed25519.PrivateKey(seed: seed).publicKey))
    }

    /// Puts all there is into the tree and signs it. Transactions of other tests of this server may have to end first.
    func seal() async throws {
        try await parts.audit.log.flush()
        clock.advance(by: .seconds(11))
        try await eventually(on: loop) {
            try await parts.audit.seal()
            return try await count("audit_leaves") == count("access_log")
        }
        clock.advance(by: .seconds(11))
        try await parts.audit.seal()
    }

    /// The newest checkpoint, as somebody outside keeps it.
    func checkpoint() async throws -> SignedNote {
        try #require(SignedNote(try await rows("SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1")[0].text(0)))
    }

    func verify(kept: [SignedNote] = [], since: Int = 0) async throws -> AuditVerdict {
        var check = AuditCheck()
        check.key = try Self.noteKey()
        check.kept = kept
        check.since = since
        check.unrecorded = HistoryStatements.unrecorded
        return try await check(pool)
    }
}
