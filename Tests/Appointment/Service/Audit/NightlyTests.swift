import AuditSupport
import Contracts
import Hosting
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: checked each night", .timeLimit(.minutes(6))) struct NightlyTests {
    /// A log of more than one tile before the last day, and of more than one in it.
    private func log(_ body: @escaping @Sendable (Clinic) async throws -> Void) async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.add(600)
            try await clinic.seal()
            try await clinic.pass(days: 3)
            try await clinic.add(300)
            try await clinic.seal()
            try await clinic.add(3)
            try await clinic.seal()
            try await body(clinic)
        }
    }

    @Test("it is done once a night, and reads the last day alone")
    func once() async throws {
        try await log { clinic in
            let verdict = try #require(try await clinic.parts.audit.check())
            #expect(verdict.findings == [] && verdict.size == 903, "\(verdict.text)")
            #expect(300...600 ~= verdict.entries && verdict.checkpoints >= 3, "\(verdict.text)")
            #expect(try await clinic.parts.audit.check() == nil, "it is done")
            clinic.clock.advance(by: .seconds(86_400))
            #expect(try await clinic.parts.audit.check()?.findings == [])
        }
    }

    @Test("what is done to the last day is named, whatever it is, night after night")
    func attacks() async throws {
        try await log { clinic in
            try await clinic.dump(0)
            let entry = "(SELECT entry_id FROM audit_leaves WHERE index = 700)"
            let attacks: [(String, AuditVerdict.Kind, Int?)] = [
                ("UPDATE access_log SET role = 'ADMIN' WHERE id = \(entry)", .entryChanged, 700),
                ("DELETE FROM access_log WHERE id = \(entry)", .entryMissing, 700),
                ("DELETE FROM audit_leaves WHERE index = 700", .leafMissing, 700),
                ("UPDATE audit_leaves SET hash = sha256(hash) WHERE index = 700", .entryChanged, 700),
                ("UPDATE audit_tiles SET hashes = sha256(hashes) WHERE level = 0 AND n = 2", .tileChanged, 767),
                ("UPDATE audit_checkpoints SET root = sha256(root) WHERE size = 900", .checkpointChanged, 899),
                ("UPDATE audit_checkpoints SET note = replace(note, 'appointment', 'auth')", .signatureWrong, 902),
                (
                    """
                    INSERT INTO access_log (id, xid, at, event, action, role, purpose, subjects, commitment)
                    SELECT gen_random_uuid(), xid, at, event, action, role, purpose, '{}', commitment FROM access_log WHERE id = \(entry)
                    """, .entryInserted, nil
                ),
            ]
            for (attack, kind, index) in attacks {
                try await clinic.executeUnhindered(attack)
                _ = try await clinic.rows("UPDATE audit_checks SET day = 'epoch'")
                let verdict = try #require(try await clinic.parts.audit.check())
                #expect(verdict.findings.contains(AuditVerdict.Finding(kind: kind, index: index)), "\(attack): \(verdict.text)")
                try await clinic.restore(0)
            }
        }
    }

    @Test("whoever dies at it is followed by another when the lease is over; without tiles it ends, and says so")
    func lease() async throws {
        try await log { clinic in
            let other: AuditEntryID = clinic.ids.next()
            _ = try await clinic.rows(
                "UPDATE audit_checks SET holder = $1, held_until = clock_timestamp() + interval '1 hour'", [.id(other)])
            #expect(try await clinic.parts.audit.check() == nil)
            _ = try await clinic.rows("UPDATE audit_checks SET held_until = clock_timestamp() - interval '1 second'")
            try await clinic.executeUnhindered("DELETE FROM audit_tiles")
            #expect(try await clinic.parts.audit.check()?.findings.map(\.kind) == [.tileChanged])
            #expect(try await clinic.rows("SELECT 1 FROM audit_checks WHERE holder IS NOT NULL").isEmpty)
        }
    }
}
