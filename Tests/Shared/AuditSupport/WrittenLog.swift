package import Audit
package import Contracts
import Hosting
import OpenSSL
package import Postgres
package import Reactor

/// The access log of a service as tests read and check it.
package struct WrittenLog: Sendable {
    /// An entry.
    package struct Entry: Equatable, Sendable {
        package let event: String
        package let outcome: Int
        package let actor: UserID?
        package let role: String
        package let purpose: String
        package let object: UUIDValue?
        package let version: Int?
        package let times: Int
        /// Whose data it was, for whom their pseudonym stands.
        package let people: Set<UserID>
        package let client: String?
        package let hasSession: Bool
    }

    /// The index of subjects says something else than the entries.
    private struct Unequal: Error {}

    /// Of the key by which logs of tests are signed.
    package static let seed = [UInt8](0..<32)

    let pool: PostgresPool
    let origin: String
    let unrecorded: Statement?

    /// `origin`: what checkpoints call the log. `unrecorded`: see `AuditCheck`.
    package init(_ pool: PostgresPool, origin: String, unrecorded: Statement?) {
        (self.pool, self.origin, self.unrecorded) = (pool, origin, unrecorded)
    }

    /// What is in the log, in the order of writing; of one event, or of all.
    package func entries(_ event: String? = nil) async throws -> [Entry] {
        let found = try await pool.query(Self.all, [.text(event)])
        return try found.map { row in
            guard try row.bool(11) else { throw Unequal() }
            return Entry(
                event: try row.text(0), outcome: try row.int(1), actor: try row.idOrNil(2), role: try row.text(3),
                purpose: try row.text(4), object: try row.uuidOrNil(5).map { UUIDValue(high: $0.high, low: $0.low) },
                version: try row.intOrNil(6), times: try row.int(7),
                people: Set(try row.uuidArray(10).compactMap { $0.map { UserID(UUIDValue(high: $0.high, low: $0.low)) } }),
                client: try row.textOrNil(8), hasSession: try row.bool(9))
        }
    }

    private static let all = Statement(
        "written_entries",
        """
        SELECT event, outcome, actor_id, role, purpose, object_id, object_version, times, client_id, session_id IS NOT NULL,
               coalesce((SELECT array_agg(s.person_id) FROM audit_subjects s WHERE s.subject = ANY(l.subjects)), '{}'),
               l.subjects = coalesce((SELECT array_agg(x.subject ORDER BY x.subject) FROM access_subjects x
                                      WHERE x.entry_id = l.id AND x.at = l.at), '{}')
        FROM access_log l WHERE $1::text IS NULL OR event = $1::text ORDER BY xid, id
        """)

    /// Something did not happen in a minute.
    private struct NotSealed: Error {}

    /// Puts all there is into the tree and signs it; transactions of other tests of this server may have to end first. `later`: lets time pass
    /// until the next checkpoint; `turn`: one of the sealer.
    package func seal(on loop: EventLoop, later: () -> Void, _ turn: () async throws -> Void) async throws {
        later()
        let (pause, deadline) = (LoopEvent(on: loop), MonotonicTime.read() + .seconds(60))
        while true {
            try await turn()
            if try await pool.query(Self.isSealed)[0].bool(0) { break }
            guard MonotonicTime.read() < deadline else { throw NotSealed() }
            _ = await pause.wait(atMost: .milliseconds(5))
        }
        later()
        try await turn()
    }

    private static let isSealed = Statement(
        "is_sealed",
        "SELECT NOT EXISTS (SELECT FROM access_log e WHERE NOT EXISTS (SELECT FROM audit_leaves l WHERE l.entry_id = e.id))")

    /// By which the signatures of `seed` are known.
    package func noteKey(_ seed: [UInt8] = Self.seed) throws -> NoteKey? {
        NoteKey(name: origin, publicKey: try Ed25519.PrivateKey(seed: seed).publicKey)
    }

    /// The newest checkpoint, as somebody outside keeps it; nil when nothing was signed.
    package func checkpoint() async throws -> SignedNote? {
        try await pool.query(Self.newest).first.flatMap { SignedNote(try $0.text(0)) }
    }

    private static let newest = Statement("newest_checkpoint", "SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1")

    /// `hashesOnly`: reads no entries.
    package func verify(kept: [SignedNote] = [], since: Int = 0, era: Int? = nil, hashesOnly: Bool = false) async throws
        -> AuditVerdict
    {
        var check = AuditCheck()
        check.readsEntries = !hashesOnly
        check.key = try noteKey()
        check.kept = kept
        check.since = since
        check.era = era
        check.unrecorded = unrecorded
        return try await check(pool)
    }
}
