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
        try await written.seal(on: loop, later: { clock.advance(by: .seconds(11)) }, turn)
    }

    /// The newest checkpoint, as somebody outside keeps it.
    func checkpoint() async throws -> SignedNote { try #require(try await written.checkpoint()) }

    func verify(kept: [SignedNote] = [], since: Int = 0, era: Int? = nil, hashesOnly: Bool = false) async throws -> AuditVerdict {
        try await written.verify(kept: kept, since: since, era: era, hashesOnly: hashesOnly)
    }

    /// As the operator's command does it. `kept`: the newest checkpoint outside.
    @discardableResult
    func restart(kept: SignedNote? = nil, isForced: Bool = false) async throws -> RestartLog.Outcome {
        let settings = AuditSealer.Settings(
            origin: Self.auditOrigin, key: try Ed25519.PrivateKey(seed: Self.auditSeed), checkpointInterval: .seconds(10))
        var restart = RestartLog(settings: settings, reason: "restored from a copy", clock: clock.clock)
        if let kept, let place = try Self.place(of: kept) { restart.kept = RestartLog.Kept(place: place, note: kept) }
        restart.isForced = isForced
        return try await restart(pool)
    }

    /// How far the log was when this was signed.
    static func place(of note: SignedNote) throws -> TreePlace? {
        let said = try #require(Checkpoint(text: note.text))
        return LogName(auditOrigin, era: 1).era(of: said.origin).map { TreePlace(era: $0, size: said.size) }
    }
}
