import AuditSupport
import Contracts
import Hosting
import Postgres
import Reactor
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: old months go", .timeLimit(.minutes(10))) struct PruningTests {
    /// A clinic that keeps its log as short as it may.
    private static func open(_ body: @escaping @Sendable (Clinic) async throws -> Void) async throws {
        try await Clinic.open(
            connections: 4,
            {
                $0.audit.seed = Secret(bytes: Clinic.auditSeed)
                $0.audit.keeping.entries = .seconds(1_096 * 86_400)
            }, body)
    }

    private static let months = """
        SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND i.inhparent IN ('access_log'::regclass, 'access_subjects'::regclass)
          AND c.relname ~ '_[0-9]{6}$' AND right(c.relname, 6) < to_char($1::timestamptz AT TIME ZONE 'UTC', 'YYYYMM')
        """

    /// The first month that is kept begins here.
    private func horizon(_ clinic: Clinic) async throws -> Instant {
        let oldest = clinic.clock.clock.instant.adding(days: -1_096)
        return try await clinic.rows("SELECT date_trunc('month', $1::timestamptz, 'UTC')", [.instant(oldest)])[0].instant(0)
    }

    @Test(
        "whatever months entries are in, whose clock was wrong, and who dies where: what is too old goes, nothing else, and the log is sound",
        arguments: 1...4)
    func histories(seed: UInt64) async throws {
        try await Self.open { clinic in
            try await clinic.makeDeadly()
            var numbers = Seeded(state: seed), history = "seed \(seed):", isRestarted = false
            try await clinic.addOf(3)
            try await clinic.seal()
            let first = try await clinic.checkpoint()
            for _ in 0..<30 {
                switch Int.random(in: 0..<9, using: &numbers) {
                case 0:
                    let count = Int.random(in: 1...60, using: &numbers)
                    history += " add \(count)"
                    try await clinic.addOf(count)
                case 1, 2:
                    let days = Int.random(in: 1...500, using: &numbers)
                    history += " pass \(days)"
                    try await clinic.pass(days: days)
                case 3:
                    // Back is back-dated, too; ahead, it takes a month from its partition.
                    let days = Int.random(in: -2_000...100, using: &numbers)
                    history += " clock \(days)"
                    try await clinic.addOf(2, days: days)
                case 4:
                    let place = [
                        "INSERT ON access_log", "UPDATE ON audit_head", "UPDATE ON audit_keeping", "DELETE ON access_log_rest",
                        "DELETE ON access_subjects_rest",
                    ].randomElement(using: &numbers)
                    history += " die \(place ?? "")"
                    try await clinic.dying(at: try #require(place)) { try await clinic.parts.audit.prune() }
                case 5 where !isRestarted:
                    history += " restart"
                    try await clinic.restart(isForced: true)
                    isRestarted = true
                case 6:
                    history += " seal"
                    try await clinic.seal()
                default:
                    history += " prune"
                    do { try await clinic.parts.audit.prune() } catch is PruneLog.NotSealed {}
                }
                let verdict = try await clinic.verify(kept: [first])
                #expect(verdict.findings.allSatisfy { $0.kind == .entryBackdated }, "\(history): \(verdict.text)")
                let young = try await clinic.rows(
                    """
                    SELECT count(*) FROM audit_leaves l LEFT JOIN access_log e ON e.id = l.entry_id
                    WHERE l.entry_at >= $1 AND e.id IS NULL
                    """, [.instant(try await horizon(clinic))])
                #expect(try young[0].int(0) == 0, "\(history)")
            }
            try await clinic.pass(days: 1_130)
            for _ in 0..<3 {
                try await clinic.seal()
                try await clinic.parts.audit.prune()
            }
            let end = try await horizon(clinic)
            #expect(try await clinic.rows(Self.months, [.instant(end)])[0].int(0) == 0, "\(history)")
            for table in ["access_log", "access_subjects"] {
                let old = try await clinic.rows("SELECT count(*) FROM \(table) WHERE at < $1", [.instant(end)])[0].int(0)
                #expect(old == 0, "\(history): \(table)")
            }
            let verdict = try await clinic.verify(kept: [first, await clinic.checkpoint()])
            #expect(
                verdict.isSigned && verdict.pruned > 0 && verdict.findings.allSatisfy { $0.kind == .entryBackdated },
                "\(history): \(verdict.text)")
        }
    }

    /// Three months of four entries each, of which the first is too old, and was dumped as 0.
    private func threeMonths(_ body: @escaping @Sendable (Clinic) async throws -> Void) async throws {
        try await Self.open { clinic in
            // The migration has made those of today, whenever that is.
            try await clinic.parts.audit.prepare()
            try await clinic.addOf(4)
            try await clinic.pass(days: 40)
            try await clinic.addOf(4)
            try await clinic.pass(days: 1_096)
            try await clinic.addOf(4)
            try await clinic.seal()
            try await clinic.dump(0)
            try await body(clinic)
        }
    }

    @Test("nothing goes before the tree says so, and once it does every checkpoint holds, and whole tiles do")
    func announcing() async throws {
        try await threeMonths { clinic in
            let before = try await clinic.checkpoint()
            try await clinic.parts.audit.prune()
            try await clinic.parts.audit.prune()
            #expect(try await clinic.entries("audit.pruned").count == 1)
            #expect(try await clinic.count("access_log") == 13)
            try await clinic.seal()
            try await clinic.parts.audit.prune()
            #expect(try await clinic.count("access_log") == 9)
            #expect(try await clinic.count("access_subjects") == 8)
            #expect(try await clinic.rows("SELECT minimum_index FROM audit_head")[0].int(0) == 4)
            let verdict = try await clinic.verify(kept: [before])
            #expect(verdict.status == 0 && verdict.pruned == 4 && verdict.entries == 9, "\(verdict.text)")
            let entry: AuditEntryID = try await clinic.rows("SELECT entry_id FROM audit_leaves WHERE index = 5")[0].id(0)
            let key = try clinic.noteKey()
            #expect(try await ProveEntry(pool: clinic.pool)(entry).isValid(by: key))
            let gone: AuditEntryID = try await clinic.rows("SELECT entry_id FROM audit_leaves WHERE index = 2")[0].id(0)
            await #expect(throws: ProveEntry.Failure.notThere) { try await ProveEntry(pool: clinic.pool)(gone) }
            let row = try await clinic.rows("SELECT private, event, role FROM access_log WHERE event = 'audit.pruned'")[0]
            #expect(try row.text(0) == #"{"before":"2027-01-01T00:00:00Z","entries":4,"era":1,"minimum":4}"#)
            #expect(try row.text(2) == "SYSTEM")
        }
    }

    @Test("a month that somebody else drops is named, with its first place, whatever is made up to hide it")
    func attacks() async throws {
        try await threeMonths { clinic in
            try await clinic.parts.audit.prune()
            try await clinic.seal()
            try await clinic.parts.audit.prune()
            try await clinic.seal()
            try await clinic.dump(1)
            let month = "DELETE FROM access_subjects WHERE at < '2027-02-01'; DELETE FROM access_log WHERE at < '2027-02-01'"
            let now = clinic.clock.clock.instant
            let forge: @Sendable (Int) async throws -> Void = { days in
                let forged = Announcement(.entries, before: now.adding(days: days), era: 1, entries: 8, minimum: 8)
                _ = try await clinic.pool.query(KeepingStatements.announce, forged.values(id: clinic.ids.next(), at: now, xid: "0"))
                try await clinic.executeUnhindered("UPDATE audit_head SET minimum_index = 8")
                try await clinic.seal()
            }
            let one =
                "DELETE FROM access_subjects WHERE entry_id = (SELECT entry_id FROM audit_leaves WHERE index = 4);"
                + "DELETE FROM access_log WHERE id = (SELECT entry_id FROM audit_leaves WHERE index = 4)"
            let attacks: [(String, String, Int?, () async throws -> Void)] = [
                ("alone", month, 4, {}),
                ("with the head", month, 4, { try await clinic.executeUnhindered("UPDATE audit_head SET minimum_index = 8") }),
                (
                    "with the row", month, 0,
                    {
                        try await clinic.executeUnhindered(
                            "UPDATE audit_head SET minimum_index = 8; UPDATE audit_keeping SET minimum = 8, entries = 8, before = '2027-02-01' WHERE kind = 'entries'"
                        )
                    }
                ),
                ("with an entry that says so", month, 0, { try await forge(-10) }),
                ("one more below", one, 4, { try await clinic.executeUnhindered("UPDATE audit_head SET minimum_index = 5") }),
                (
                    "one more of the time", one, 4,
                    { try await clinic.executeUnhindered("UPDATE audit_leaves SET entry_at = '2026-11-30' WHERE index = 4") }
                ),
            ]
            for (name, removal, place, hiding) in attacks {
                try await clinic.executeUnhindered(removal)
                try await hiding()
                let verdict = try await clinic.verify()
                #expect(
                    verdict.status == 1 && verdict.findings.contains(AuditVerdict.Finding(kind: .entryMissing, index: place)),
                    "\(name): \(verdict.text)")
                try await clinic.restore(1)
                #expect(try await clinic.verify().status == 0, "\(name)")
            }
            for change in [
                "UPDATE audit_head SET minimum_index = 0", "UPDATE audit_keeping SET before = '2027-03-01' WHERE kind = 'entries'",
            ] {
                try await clinic.executeUnhindered(change)
                #expect(try await clinic.verify().findings.map(\.kind).contains(.keepingChanged), "\(change)")
                try await clinic.restore(1)
            }
        }
    }

    @Test("while what was announced is still there, nothing else may go in its stead")
    func instead() async throws {
        try await threeMonths { clinic in
            try await clinic.parts.audit.prune()
            try await clinic.seal()
            try await clinic.dump(1)
            for (index, isMissed) in [(2, false), (4, true), (11, true)] {
                try await clinic.executeUnhindered(
                    """
                    DELETE FROM access_subjects WHERE entry_id = (SELECT entry_id FROM audit_leaves WHERE index = \(index));
                    DELETE FROM access_log WHERE id = (SELECT entry_id FROM audit_leaves WHERE index = \(index))
                    """)
                let verdict = try await clinic.verify()
                let missed = [AuditVerdict.Finding(kind: .entryMissing, index: index)]
                #expect(verdict.findings == (isMissed ? missed : []), "\(index): \(verdict.text)")
                try await clinic.restore(1)
            }
        }
    }

    @Test("a month dropped by hand is missed")
    func dropped() async throws {
        try await threeMonths { clinic in
            _ = try await clinic.rows("DROP TABLE access_log_202611")
            _ = try await clinic.rows("DROP TABLE access_subjects_202611")
            let verdict = try await clinic.verify()
            #expect(verdict.findings == [AuditVerdict.Finding(kind: .entryMissing, index: 0)], "\(verdict.text)")
        }
    }

    @Test("who reads the log for long is not in the way of who writes, and the month goes when they have ended")
    func locks() async throws {
        try await threeMonths { clinic in
            try await clinic.parts.audit.prune()
            try await clinic.seal()
            try await clinic.pool.transaction { transaction in
                _ = try await transaction.query(Statement("test", "SELECT count(*) FROM access_log"))
                await #expect(throws: PostgresError.self) {
                    let prune = PruneLog(
                        pool: clinic.pool, clock: clinic.clock.clock, ids: clinic.ids, retention: .seconds(1_096 * 86_400))
                    _ = try await prune.drop("202611", try #require(await prune.announced()))
                }
                // As long as somebody waits for the tables, so do those behind; it ends with lock_timeout.
                let start = MonotonicTime.read()
                try await withThrowingTaskGroup { group in
                    group.addTask {
                        let prune = PruneLog(
                            pool: clinic.pool, clock: clinic.clock.clock, ids: clinic.ids, retention: .seconds(1_096 * 86_400))
                        _ = try? await prune.drop("202611", try #require(await prune.announced()))
                    }
                    group.addTask { try await clinic.addOf(1) }
                    try await group.waitForAll()
                }
                #expect(MonotonicTime.read() - start < .seconds(20))
            }
            try await clinic.parts.audit.prune()
            #expect(try await clinic.rows("SELECT count(*) FROM access_log WHERE at < '2026-12-01'")[0].int(0) == 0)
            try await clinic.seal()
            #expect(try await clinic.verify().status == 0)
        }
    }

    @Test("the setting has a least and a most")
    func settings() throws {
        for (text, isTaken) in [("1095d", false), ("1096d", true), ("18263d", true), ("18264d", false)] {
            let read = Result { () throws in
                try ConfigurationReader(environment: ["AUDIT_RETENTION": text]).read(KeepingSettings.keys)
            }
            #expect(((try? read.get()) != nil) == isTaken, "\(text)")
        }
    }
}
