import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL
import Postgres
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: what is done to it behind the daemon's back", .timeLimit(.minutes(6))) struct AttackTests {
    private static let tables = [
        "access_log", "access_subjects", "audit_leaves", "audit_tiles", "audit_head", "audit_checkpoints",
    ]

    /// A log of some hundred entries with two checkpoints, of which the first is given, saved as it is, and without its triggers.
    /// `isRestarted`: it was begun anew before the first, so that each place is one later.
    private func attacked(_ isRestarted: Bool, _ body: @escaping @Sendable (Clinic, SignedNote) async throws -> Void) async throws {
        try await Clinic.openSigned { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            _ = await clinic.approve(id, by: doctor)
            await withTaskGroup { group in for _ in 0..<280 { group.addTask { _ = await clinic.read(id, by: doctor) } } }
            try await clinic.seal()
            if isRestarted { try await clinic.restart(isForced: true) }
            let kept = try await clinic.checkpoint()
            for _ in 0..<5 { _ = await clinic.read(id, by: doctor) }
            try await clinic.seal()
            let triggers = try await clinic.rows(
                """
                SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass) FROM pg_trigger t
                WHERE t.tgfoid = 'audit_refuse'::regproc AND t.tgparentid = 0
                """)
            for trigger in triggers { _ = try await clinic.rows(try trigger.text(0)) }
            for table in Self.tables { _ = try await clinic.rows("CREATE TABLE saved_\(table) AS TABLE \(table)") }
            #expect(try await clinic.verify(kept: [kept]).status == 0)
            try await body(clinic, kept)
        }
    }

    private func restore(_ clinic: Clinic) async throws {
        for table in Self.tables {
            _ = try await clinic.rows("DELETE FROM \(table)")
            _ = try await clinic.rows("INSERT INTO \(table) SELECT * FROM saved_\(table)")
        }
    }

    private static let third = "(SELECT entry_id FROM audit_leaves WHERE index = 3)"

    @Test("each column of an entry that is edited is found, with the entry's place", arguments: [false, true])
    func edits(isRestarted: Bool) async throws {
        try await attacked(isRestarted) { clinic, kept in
            let other = "'0198a3c4-8f00-7abc-8def-0123456789ab'"
            let edits = [
                "id = \(other)", "xid = '1'", "at = at + interval '1 microsecond'", "event = 'appointment.list'", "action = 'D'",
                "outcome = 4", "actor_id = \(other)", "actor_id = NULL", "role = 'ADMIN'", "client_id = 'calendar'",
                "session_id = \(other)", "token_id = NULL", "purpose = 'BTG'", "object_type = 'Schedule'", "object_id = \(other)",
                "object_version = 7", "subjects = '{}'", "subjects = ARRAY[\(other)::uuid]", "times = 2", "trace_id = NULL",
                "commitment = decode(repeat('00', 32), 'hex')", "commitment = ''", "salt = ''", "private = '{}'", "salt = NULL",
                "role = ''", "action = 'C', times = -1", "purpose = 'NONE'",
            ]
            for edit in edits {
                _ = try await clinic.rows("UPDATE access_log SET \(edit) WHERE id = \(Self.third)")
                let verdict = try await clinic.verify()
                #expect(verdict.status == 1 && verdict.firstBadIndex == 3, "\(edit): \(verdict.text)")
                try await restore(clinic)
            }
            _ = try await clinic.rows("UPDATE access_log SET salt = NULL, private = NULL")
            let verdict = try await clinic.verify(kept: [kept])
            #expect(
                verdict.status == 1 && verdict.findings.map(\.kind) == [.detailsRemoved] && verdict.shredded > 280,
                "nothing of that was announced: \(verdict.text)")
        }
    }

    @Test("what is deleted, inserted, swapped or moved in the tree is found", arguments: [false, true])
    func tree(isRestarted: Bool) async throws {
        try await attacked(isRestarted) { clinic, kept in
            let shift = isRestarted ? 1 : 0
            let swap = """
                UPDATE audit_leaves l SET entry_id = o.entry_id, entry_at = o.entry_at, hash = o.hash
                FROM saved_audit_leaves o WHERE l.index IN (5, 6) AND o.index = 11 - l.index
                """
            let attacks: [([String], AuditVerdict.Kind, Int?)] = [
                (["DELETE FROM access_log WHERE id = \(Self.third)"], .entryMissing, 3),
                (["DELETE FROM audit_leaves WHERE index = 3"], .leafMissing, 3),
                (["DELETE FROM access_log WHERE id = \(Self.third)", "DELETE FROM audit_leaves WHERE index = 3"], .leafMissing, 3),
                (["UPDATE audit_leaves SET hash = sha256(hash) WHERE index = 3"], .entryChanged, 3),
                (["ALTER TABLE audit_leaves DROP CONSTRAINT audit_leaves_entry_id_key", swap], .entryChanged, 6),
                (["UPDATE audit_tiles SET hashes = sha256(hashes)"], .tileChanged, 255),
                (["DELETE FROM audit_tiles"], .tileChanged, 255),
                (["UPDATE audit_head SET frontier[1] = sha256(frontier[1])"], .headChanged, 287 + shift),
                (["UPDATE audit_checkpoints SET root = sha256(root) WHERE size = \(282 + shift)"], .checkpointChanged, 281 + shift),
                (["UPDATE audit_checkpoints SET note = replace(note, 'appointment', 'auth')"], .signatureWrong, 286 + shift),
                (["DELETE FROM access_subjects WHERE entry_id = \(Self.third)"], .subjectsChanged, 3),
                (["INSERT INTO access_subjects SELECT gen_random_uuid(), at, id FROM access_log LIMIT 1"], .subjectsChanged, nil),
                (
                    [
                        """
                        INSERT INTO access_log (id, xid, at, event, action, role, purpose, subjects, commitment)
                        SELECT gen_random_uuid(), xid, at, event, action, role, purpose, '{}', commitment FROM access_log
                        WHERE id = (SELECT entry_id FROM audit_leaves WHERE index = 100)
                        """
                    ], .entryInserted, nil
                ),
            ]
            for (statements, kind, index) in attacks {
                for statement in statements { _ = try await clinic.rows(statement) }
                let verdict = try await clinic.verify()
                #expect(
                    verdict.status == 1 && verdict.findings.contains(AuditVerdict.Finding(kind: kind, index: index)),
                    "\(statements): \(verdict.text)")
                try await restore(clinic)
            }
            // Put in as if it had been long ago, and sealed since.
            _ = try await clinic.rows(
                """
                INSERT INTO access_log (id, at, event, action, role, purpose, subjects, commitment)
                SELECT gen_random_uuid(), min(at) - interval '5 minutes', 'appointment.read', 'R', 'DOCTOR', 'TREAT', '{}',
                       decode(repeat('00', 32), 'hex') FROM access_log
                """)
            try await clinic.seal()
            let verdict = try await clinic.verify()
            #expect(verdict.findings == [AuditVerdict.Finding(kind: .entryBackdated, index: 287 + shift)], "\(verdict.text)")
        }
    }

    /// All of the tree anew, from the entries as they are now.
    private func rebuild(_ clinic: Clinic, _ isRestarted: Bool) async throws {
        for table in Self.tables.dropFirst(2) { _ = try await clinic.rows("DELETE FROM \(table)") }
        if isRestarted {
            _ = try await clinic.rows("INSERT INTO audit_leaves SELECT * FROM saved_audit_leaves WHERE index = 0")
            _ = try await clinic.rows(
                """
                INSERT INTO audit_head (size, frontier, xid, entry_id, era, origin, restart_size)
                SELECT 1, ARRAY[hash], '0', '00000000-0000-0000-0000-000000000000', 2, $1::text || '/2', 1 FROM audit_leaves
                """, [.text(Clinic.auditOrigin)])
        } else {
            _ = try await clinic.rows(
                """
                INSERT INTO audit_head (size, frontier, xid, entry_id, era, origin)
                VALUES (0, '{}', '0', '00000000-0000-0000-0000-000000000000', 1, $1)
                """, [.text(Clinic.auditOrigin)])
        }
        try await clinic.sealAsAnother()
    }

    @Test(
        "who has the database and the key can write another history, which every checkpoint that was kept tells",
        arguments: [false, true])
    func rewriting(isRestarted: Bool) async throws {
        try await attacked(isRestarted) { clinic, kept in
            _ = try await clinic.rows("UPDATE access_log SET event = 'appointment.list' WHERE id = \(Self.third)")
            try await rebuild(clinic, isRestarted)
            #expect(try await clinic.verify().status == 0, "nobody holds anything")
            let verdict = try await clinic.verify(kept: [kept])
            #expect(verdict.findings == [AuditVerdict.Finding(kind: .forked, index: isRestarted ? 282 : 281)], "\(verdict.text)")
        }
    }

    @Test("a change that was made has its entry, in whatever tree", arguments: [false, true])
    func unrecorded(isRestarted: Bool) async throws {
        try await attacked(isRestarted) { clinic, _ in
            _ = try await clinic.rows("UPDATE appointment_history SET at = '2027-01-01'")
            _ = try await clinic.rows(
                """
                DELETE FROM access_subjects WHERE entry_id = (SELECT id FROM access_log WHERE event = 'appointment.approve')
                """)
            _ = try await clinic.rows("DELETE FROM access_log WHERE event = 'appointment.approve'")
            try await rebuild(clinic, isRestarted)
            #expect(try await clinic.verify().findings.map(\.kind) == [.changeUnrecorded])
        }
    }

    @Test(
        "a tail that is cut, an older copy and another key are told by who holds a checkpoint, and the key",
        arguments: [false, true])
    func outside(isRestarted: Bool) async throws {
        try await attacked(isRestarted) { clinic, kept in
            let newest = try await clinic.checkpoint()
            let size = isRestarted ? 283 : 282
            // As the copy of a moment before was.
            for statement in [
                "DELETE FROM access_subjects WHERE entry_id IN (SELECT entry_id FROM audit_leaves WHERE index >= \(size))",
                "DELETE FROM access_log WHERE id IN (SELECT entry_id FROM audit_leaves WHERE index >= \(size))",
            ] { _ = try await clinic.rows(statement) }
            try await rebuild(clinic, isRestarted)
            #expect(try await clinic.verify(kept: [kept]).status == 0, "up to there it is the same")
            let verdict = try await clinic.verify(kept: [kept, newest])
            #expect(verdict.findings == [AuditVerdict.Finding(kind: .rolledBack, index: size)], "\(verdict.text)")
            try await restore(clinic)

            let stranger = [UInt8](1...32)
            let root = try #require(Checkpoint(text: newest.text)?.root)
            var forged = SignedNote(text: newest.text)
            forged.sign(as: Clinic.auditOrigin, with: try Ed25519.PrivateKey(seed: stranger))
            _ = try await clinic.rows(
                "UPDATE audit_checkpoints SET note = $1 WHERE root = $2", [.text(forged.description), .bytes(root.octets)])
            #expect(try await clinic.verify().findings.map(\.kind) == [.signatureWrong])
            #expect(try await clinic.verify(kept: [forged]).findings.map(\.kind) == [.signatureWrong])
            try await restore(clinic)

            var check = AuditCheck()
            check.kept = [kept]
            #expect(try await check(clinic.pool).status == 2, "without a key it is not known who has signed")
        }
    }
}
