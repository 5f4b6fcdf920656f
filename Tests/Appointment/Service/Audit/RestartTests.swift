import AuditSupport
import Contracts
import Hosting
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: begun anew", .timeLimit(.minutes(6))) struct RestartTests {
    /// What somebody outside has of every checkpoint that was ever signed.
    private struct Outside {
        private(set) var notes: [SignedNote] = []
        private(set) var newest: SignedNote?

        /// Two of one name and size must be the same.
        mutating func keep(_ clinic: Clinic) async throws {
            for row in try await clinic.rows("SELECT note FROM audit_checkpoints ORDER BY size") {
                let note = try #require(SignedNote(try row.text(0)))
                guard !notes.contains(note) else { continue }
                let head = try #require(Checkpoint(text: note.text))
                for other in notes.compactMap({ Checkpoint(text: $0.text) }) where other.origin == head.origin {
                    #expect(other.size != head.size || other.root == head.root, "\(head.origin) has two trees of \(head.size)")
                }
                notes.append(note)
                guard let place = try Clinic.place(of: note) else { continue }
                if try newest.flatMap({ try Clinic.place(of: $0) }).map({ $0 < place }) ?? true { newest = note }
            }
        }
    }

    /// Every entry has one place in the tree.
    private func expectWhole(_ clinic: Clinic, _ history: String) async throws {
        let unlike = try await clinic.rows(
            """
            SELECT 1 FROM access_log e FULL JOIN audit_leaves l ON l.entry_id = e.id WHERE e.id IS NULL OR l.index IS NULL LIMIT 1
            """)
        #expect(unlike.isEmpty, "\(history)")
    }

    @Test(
        "whatever was rolled back, restored elsewhere and begun anew, each entry is in the tree once, and no two trees of a name differ",
        arguments: 1...4)
    func histories(seed: UInt64) async throws {
        try await Clinic.openSigned { clinic in
            var numbers = Seeded(state: seed), outside = Outside(), dumps = 0, history = "seed \(seed):"
            try await clinic.add(3)
            try await clinic.seal()
            try await outside.keep(clinic)
            for _ in 0..<25 {
                switch Int.random(in: 0..<6, using: &numbers) {
                case 0, 1:
                    let count = Int.random(in: 1...300, using: &numbers)
                    history += " add \(count)"
                    try await clinic.add(count)
                case 2:
                    history += " dump \(dumps)"
                    try await clinic.dump(dumps)
                    dumps += 1
                case 3 where dumps > 0:
                    let number = Int.random(in: 0..<dumps, using: &numbers)
                    history += " restore \(number)"
                    try await clinic.restore(number)
                case 4:
                    // Just ahead of this server's, or far.
                    let count = Bool.random(using: &numbers) ? Int.random(in: 1...400, using: &numbers) : 1_000_000_000
                    history += " move \(count)"
                    try await clinic.moveTransactions(by: count)
                default:
                    history += " restart"
                    try await clinic.restart(kept: outside.newest, isForced: true)
                    try await outside.keep(clinic)
                    try await clinic.passTransactions(atMost: 500)
                }
                clinic.clock.advance(by: .seconds(11))
                do {
                    try await clinic.parts.audit.seal()
                } catch is AuditSealer.Refusal {
                } catch is AuditSealing.RolledBack {}
                try await outside.keep(clinic)
            }
            history += " restart"
            let outcome = try await clinic.restart(kept: outside.newest, isForced: true)
            #expect(outcome.name.origin == "\(Clinic.auditOrigin)/\(outcome.name.era)")
            try await outside.keep(clinic)
            try await clinic.add(5)
            try await clinic.passTransactions(atMost: 500)
            try await clinic.seal()
            try await outside.keep(clinic)
            try await expectWhole(clinic, history)
            let verdict = try await clinic.verify()
            #expect(verdict.status == 0, "\(history): \(verdict.text)")
            let eras = try await clinic.rows("SELECT era, origin, size FROM audit_eras")
            for row in eras {
                let (era, origin, size) = (try row.int(0), try row.text(1), try row.int(2))
                let own = outside.notes.filter {
                    Checkpoint(text: $0.text).map { $0.origin == origin && $0.size <= size } ?? false
                }
                let found = try await clinic.verify(kept: own, era: era).findings.map(\.kind)
                #expect(!found.contains(.forked) && !found.contains(.rolledBack), "\(history): \(era), \(found)")
            }
        }
    }

    @Test("the first leaf tells why, and of the newest checkpoint before, here or outside")
    func first() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.add(4)
            try await clinic.seal()
            let old = try await clinic.checkpoint()
            try await clinic.dump(0)
            try await clinic.add(4)
            try await clinic.seal()
            let newer = try await clinic.checkpoint()
            for (index, kept) in [nil, old, newer].enumerated() {
                try await clinic.restore(0)
                let outcome = try await clinic.restart(kept: kept, isForced: true)
                #expect(outcome.name.era == 2 && outcome.size == 5)
                let row = try await clinic.rows(
                    """
                    SELECT e.private, e.event, e.role, e.purpose, cardinality(e.subjects)
                    FROM audit_leaves l JOIN access_log e ON e.id = l.entry_id WHERE l.index = 0
                    """)[0]
                let details = PrivateDetails(
                    checkpoint: (index == 2 ? newer : old).description, note: "restored from a copy")
                #expect(try row.text(0) == details.text)
                #expect(try (row.text(1), row.text(2), row.text(3), row.int(4)) == ("audit.restart", "SYSTEM", "SYSADMIN", 0))
                #expect(try await clinic.verify(kept: [old]).status == 0, "the old tree is there")
                let verdict = try await clinic.verify(kept: [newer])
                #expect(verdict.findings == [AuditVerdict.Finding(kind: .rolledBack, index: 4, era: 1)], "\(verdict.text)")
            }
        }
    }

    @Test("what is done to the first leaf, and to the tree that has ended, is found")
    func attacks() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.add(300)
            try await clinic.seal()
            let old = try await clinic.checkpoint()
            try await clinic.restart(isForced: true)
            try await clinic.seal()
            try await clinic.dump(0)
            for table in ["leaves", "tiles", "checkpoints"] {
                _ = try await clinic.rows("CREATE TABLE ended_\(table) AS TABLE audit_\(table)_1")
            }
            let first = "(SELECT entry_id FROM audit_leaves WHERE index = 0)"
            let here: [(String, AuditVerdict.Kind, Int?, Int?)] = [
                ("DELETE FROM access_log WHERE id = \(first)", .entryMissing, 0, nil),
                ("UPDATE access_log SET private = replace(private, 'copy', 'kopi') WHERE id = \(first)", .detailsChanged, 0, nil),
                ("UPDATE access_log SET event = 'appointment.read' WHERE id = \(first)", .entryChanged, 0, nil),
                ("DELETE FROM audit_leaves WHERE index = 0", .leafMissing, 0, nil),
                ("UPDATE audit_leaves_1 SET hash = sha256(hash) WHERE index = 3", .entryChanged, 3, 1),
                ("DELETE FROM audit_leaves_1 WHERE index = 3", .leafMissing, 3, 1),
                ("UPDATE audit_tiles_1 SET hashes = sha256(hashes)", .tileChanged, 255, 1),
                ("UPDATE audit_eras SET frontier[1] = sha256(frontier[1])", .headChanged, 300, 1),
                ("UPDATE audit_eras SET size = 299", .rolledBack, 299, 1),
                ("UPDATE audit_checkpoints_1 SET root = sha256(root) WHERE size = 300", .checkpointChanged, 299, 1),
            ]
            for (attack, kind, index, era) in here {
                await #expect(throws: PostgresError.self, "\(attack)") { _ = try await clinic.rows(attack) }
                try await clinic.executeUnhindered(attack)
                let verdict = try await clinic.verify(kept: [old])
                #expect(
                    verdict.status == 1
                        && verdict.findings.contains(AuditVerdict.Finding(kind: kind, index: index, era: era)),
                    "\(attack): \(verdict.text)")
                try await clinic.restore(0)
                let ended = ["leaves", "tiles", "checkpoints"].map {
                    "DELETE FROM audit_\($0)_1; INSERT INTO audit_\($0)_1 SELECT * FROM ended_\($0);"
                }
                try await clinic.executeUnhindered(ended.joined())
                #expect(try await clinic.verify(kept: [old]).status == 0)
            }
            _ = try await clinic.rows("UPDATE audit_head SET era = 3")
            await #expect(throws: AuditSealer.Refusal.self) { try await clinic.parts.audit.seal() }
            await #expect(throws: AuditCheck.NoSuchTree.self) { try await clinic.verify(era: 2) }
        }
    }

    @Test("only a log that can no longer grow is begun anew, unless it is forced")
    func order() async throws {
        try await Clinic.openSigned { clinic in
            await #expect(throws: RestartLog.Failure.notBegun) { try await clinic.restart(isForced: true) }
            try await clinic.add(3)
            try await clinic.seal()
            let kept = try await clinic.checkpoint()
            await #expect(throws: RestartLog.Failure.inOrder) { try await clinic.restart() }
            await #expect(throws: RestartLog.Failure.inOrder) { try await clinic.restart(kept: kept) }
            try await clinic.dump(0)
            try await clinic.add(3)
            try await clinic.seal()
            let newer = try await clinic.checkpoint()
            let faults: [(String, SignedNote?)] = [
                ("UPDATE audit_head SET xid = '9000000000000000000'", nil),
                ("UPDATE audit_head SET origin = 'elsewhere/audit/appointment'", nil),
                ("UPDATE audit_head SET frontier = '{}'", nil),
                ("SELECT 1", newer),
            ]
            for (fault, outside) in faults {
                try await clinic.restore(0)
                _ = try await clinic.rows(fault)
                try await clinic.restart(kept: outside)
                try await clinic.add(2)
                try await clinic.sealAsAnother()
                #expect(try await clinic.verify().status == 0, "\(fault)")
                await #expect(throws: RestartLog.Failure.inOrder) { try await clinic.restart() }
            }
        }
    }

    @Test("of several at once one wins, and daemons go on")
    func race() async throws {
        try await Clinic.openSigned { clinic in
            for round in 1...5 {
                try await clinic.add(20)
                try await clinic.seal()
                try await clinic.moveTransactions(by: 1_000_000)
                let won = await withTaskGroup { group in
                    for _ in 0..<3 { group.addTask { (try? await clinic.restart()) != nil } }
                    group.addTask {
                        for _ in 0..<10 {
                            try? await clinic.add(1)
                            try? await clinic.parts.audit.seal()
                        }
                        return false
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(won == 1, "round \(round)")
                try await clinic.seal()
                #expect(try await clinic.count("audit_eras") == round)
                try await expectWhole(clinic, "round \(round)")
                let verdict = try await clinic.verify()
                #expect(verdict.status == 0, "\(verdict.text)")
            }
        }
    }

    @Test("what is under way has its place when it has ended, and a counter that overtakes the old one changes nothing")
    func underWay() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.add(5)
            try await clinic.seal()
            try await clinic.moveTransactions(by: 1_000_000)
            await #expect(throws: AuditSealer.Refusal.self) { try await clinic.parts.audit.seal() }
            try await clinic.add(5)
            // As if so many had been since.
            _ = try await clinic.rows("UPDATE audit_head SET xid = '3'")
            await #expect(throws: AuditSealer.Refusal.self) { try await clinic.parts.audit.seal() }
            let outcome = try await clinic.pool.transaction { transaction in
                _ = try await transaction.query(Statement("test", Clinic.entry), [.instant(clinic.clock.clock.instant)])
                try await clinic.add(5)
                return try await clinic.restart()
            }
            #expect(outcome.size == 16)
            try await clinic.seal()
            try await expectWhole(clinic, "17")
            #expect(try await clinic.count("audit_leaves") == 17)
            let verdict = try await clinic.verify()
            #expect(verdict.status == 0, "\(verdict.text)")
        }
    }

    @Test("one that is killed has done nothing, wherever it was")
    func kill() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.add(1_200)
            try await clinic.seal()
            try await clinic.moveTransactions(by: 1_000_000)
            let all = """
                SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (
                    SELECT l::text FROM audit_leaves l UNION ALL SELECT c::text FROM audit_checkpoints c
                    UNION ALL SELECT h::text FROM audit_head h UNION ALL SELECT e::text FROM access_log e
                    UNION ALL SELECT e::text FROM audit_eras e UNION ALL SELECT relname FROM pg_class
                    WHERE relnamespace = current_schema()::regnamespace) t
                """
            try await clinic.pool.execute(
                script: """
                    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
                    """)
            for place in ["INSERT ON access_log", "INSERT ON audit_eras", "UPDATE ON audit_head"] {
                _ = try await clinic.rows("CREATE TRIGGER dies BEFORE \(place) FOR EACH ROW EXECUTE FUNCTION die()")
                let before = try await clinic.rows(all)[0].text(0)
                await #expect(throws: (any Error).self, "\(place)") { try await clinic.restart() }
                #expect(try await clinic.rows(all)[0].text(0) == before, "\(place)")
                let table = try #require(place.split(separator: " ").last)
                _ = try await clinic.rows("DROP TRIGGER dies ON \(table)")
            }
            #expect(try await clinic.restart().size == 1_201)
            #expect(try await clinic.verify().status == 0)
        }
    }
}
