import Audit
import Contracts
import Hosting
import Postgres

@testable import AppointmentService

extension Clinic {
    /// An entry of the access log as a test reads it.
    struct Entry: Equatable {
        let event: String
        let outcome: Int
        let actor: UserID?
        let role: String
        let purpose: String
        let object: UUIDValue?
        let version: Int?
        let times: Int
        /// Whose data it was, for whom their pseudonym stands.
        let people: Set<UserID>
        let client: String?
        let hasSession: Bool
    }

    /// What is in the access log, in the order of writing. `flushed`: with what nobody waits for.
    func entries(_ event: String? = nil, flushed: Bool = true) async throws -> [Entry] {
        if flushed { try await parts.audit.log.flush() }
        let found = try await rows(
            """
            SELECT event, outcome, actor_id, role, purpose, object_id, object_version, times, client_id, session_id IS NOT NULL,
                   coalesce((SELECT array_agg(s.person_id) FROM audit_subjects s WHERE s.subject = ANY(l.subjects)), '{}'),
                   l.subjects = coalesce((SELECT array_agg(x.subject ORDER BY x.subject) FROM access_subjects x
                                          WHERE x.entry_id = l.id AND x.at = l.at), '{}')
            FROM access_log l WHERE $1::text IS NULL OR event = $1::text ORDER BY xid, id
            """, [.text(event)])
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

    /// The index of subjects says something else than the entries.
    private struct Unequal: Error {}
}
