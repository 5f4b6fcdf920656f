import AuditSupport
import Contracts
import Hosting
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: what is too old goes", .timeLimit(.minutes(8))) struct KeepingTests {
    private static let day: Int64 = 86_400

    /// Details of how many entries there are, and of how many that are older than they may be.
    private func details(_ clinic: Clinic, days: Int) async throws -> (all: Int, old: Int) {
        let row = try await clinic.rows(
            "SELECT count(*), count(*) FILTER (WHERE at < $1) FROM access_log WHERE private IS NOT NULL AND event NOT LIKE 'audit.%'",
            [.instant(clinic.clock.clock.instant.adding(days: -days))])[0]
        return (try row.int(0), try row.int(1))
    }

    @Test(
        "details go when they are too old and not before, in whatever steps and whoever dies in between, and the log stays sound",
        arguments: 1...3)
    func shredding(seed: UInt64) async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.makeDeadly()
            var numbers = Seeded(state: seed), history = "seed \(seed):"
            try await clinic.addDetailed(2)
            try await clinic.seal()
            for _ in 0..<40 {
                switch Int.random(in: 0..<6, using: &numbers) {
                case 0:
                    let count = Int.random(in: 1...60, using: &numbers)
                    history += " add \(count)"
                    try await clinic.addDetailed(count)
                case 1, 2:
                    let days = Int.random(in: 1...150, using: &numbers)
                    history += " pass \(days)"
                    try await clinic.pass(days: days)
                case 3:
                    history += " die"
                    let place = ["UPDATE ON access_log", "UPDATE ON audit_keeping", "INSERT ON access_log"].randomElement(
                        using: &numbers)
                    try await clinic.dying(at: try #require(place)) { try await clinic.parts.audit.shred() }
                case 4:
                    history += " seal"
                    try await clinic.seal()
                default:
                    history += " shred"
                    try await clinic.parts.audit.shred()
                }
                let young = try await clinic.rows(
                    "SELECT count(*) FROM access_log WHERE private IS NULL AND at >= $1 AND event = 'appointment.read'",
                    [.instant(clinic.clock.clock.instant.adding(days: -400))])
                #expect(try young[0].int(0) == 0, "\(history)")
                let verdict = try await clinic.verify()
                #expect(verdict.findings == [] && verdict.isSigned, "\(history): \(verdict.text)")
            }
            try await clinic.pass(days: 401)
            for _ in 0..<3 {
                try await clinic.parts.audit.shred()
                try await clinic.seal()
            }
            let left = try await details(clinic, days: 401)
            #expect(left == (0, 0), "\(history): \(left)")
            let verdict = try await clinic.verify(kept: [await clinic.checkpoint()])
            #expect(verdict.status == 0 && verdict.shredded > 2, "\(history): \(verdict.text)")
        }
    }

    @Test("nothing goes before the tree says so, and what one replica does another goes on with")
    func announcing() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.addDetailed(1_100)
            try await clinic.seal()
            try await clinic.parts.audit.shred()
            #expect(try await clinic.entries("audit.shredded").isEmpty, "nothing is old")
            try await clinic.pass(days: 401)
            try await clinic.parts.audit.shred()
            try await clinic.parts.audit.shred()
            #expect(try await clinic.entries("audit.shredded").count == 1)
            #expect(try await details(clinic, days: 401).all == 1_100, "the tree does not say so yet")
            try await clinic.seal()
            let step = ShredDetails(
                pool: clinic.pool, clock: clinic.clock.clock, ids: clinic.ids, retention: .seconds(400 * Self.day))
            #expect(try await step.step() == .shredded(500, of: 500))
            try await clinic.parts.audit.shred()
            #expect(try await details(clinic, days: 401).all == 0)
            #expect(try await step.step() == nil)
            let verdict = try await clinic.verify()
            #expect(verdict.status == 0 && verdict.shredded == 1_100, "\(verdict.text)")
        }
    }

    @Test("details that somebody else removes are named, with their place, whatever is made up to hide it")
    func attacks() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.addDetailed(4)
            try await clinic.pass(days: 401)
            try await clinic.addDetailed(4)
            try await clinic.parts.audit.shred()
            try await clinic.seal()
            try await clinic.parts.audit.shred()
            try await clinic.addDetailed(1)
            try await clinic.seal()
            try await clinic.dump(0)
            let remove =
                "UPDATE access_log SET salt = NULL, private = NULL WHERE id = (SELECT entry_id FROM audit_leaves WHERE index = 6)"
            let now = clinic.clock.clock.instant
            let forged = Announcement(.details, before: now.adding(days: 1))
            let made: @Sendable () async throws -> Void = {
                _ = try await clinic.pool.query(
                    KeepingStatements.announce, forged.values(id: clinic.ids.next(), at: now, xid: "0"))
                try await clinic.seal()
            }
            let attacks: [(String, [AuditVerdict.Kind], () async throws -> Void)] = [
                ("alone", [.detailsRemoved], {}),
                (
                    "with the row", [.detailsRemoved, .keepingChanged],
                    { _ = try await clinic.rows("UPDATE audit_keeping SET before = '2100-01-01' WHERE kind = 'details'") }
                ),
                ("with an entry that says so", [.detailsRemoved, .keepingChanged], made),
                (
                    "with an entry of another kind", [.detailsRemoved, .keepingChanged],
                    {
                        _ = try await clinic.rows(
                            """
                            UPDATE audit_keeping k SET entry_at = e.at, entry_id = e.id FROM access_log e
                            WHERE k.kind = 'details' AND e.id = (SELECT entry_id FROM audit_leaves WHERE index = 5)
                            """)
                    }
                ),
            ]
            for (name, kinds, attack) in attacks {
                _ = try await clinic.rows(remove)
                try await attack()
                let verdict = try await clinic.verify()
                #expect(verdict.status == 1 && Set(verdict.findings.map(\.kind)) == Set(kinds), "\(name): \(verdict.text)")
                #expect(
                    verdict.findings.contains { $0.kind == .detailsRemoved && $0.index == (kinds.count == 1 ? 6 : 0) }, "\(name)")
                try await clinic.restore(0)
                #expect(try await clinic.verify().status == 0)
            }
            // What the log says of itself keeps its details.
            try await clinic.executeUnhindered("UPDATE access_log SET salt = NULL, private = NULL WHERE event = 'audit.shredded'")
            #expect(try await clinic.verify().findings.map(\.kind).contains(.detailsRemoved))
        }
    }

    @Test("the settings have a least and a most")
    func settings() throws {
        for (text, isTaken) in [("29d", false), ("30d", true), ("3650d", true), ("3651d", false), ("", true)] {
            let read = Result { () throws in
                try ConfigurationReader(environment: ["AUDIT_PRIVATE_RETENTION": text]).read(KeepingSettings.keys)
            }
            #expect(((try? read.get()) != nil) == isTaken, "\(text)")
        }
    }
}
