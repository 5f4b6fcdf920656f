import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: sealing", .timeLimit(.minutes(4))) struct SealingTests {
    @Test("every entry that was committed has one place, in the order of transactions, whatever is rolled back or takes long")
    func order() async throws {
        try await Clinic.openSigned { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            try await withThrowingTaskGroup { group in
                for number in 0..<40 {
                    group.addTask { _ = await clinic.read(id, by: doctor) }
                    group.addTask { _ = await clinic.book(doctor.id, by: try clinic.person(.patient), at: "10:00") }
                    if number.isMultiple(of: 4) {
                        group.addTask { try await clinic.parts.audit.seal() }
                        group.addTask {
                            _ = try? await clinic.pool.transaction { transaction in
                                _ = try await transaction.query(
                                    Statement("test", "SELECT pg_current_xact_id(), pg_sleep(0.02)"))
                                throw CancellationError()
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await clinic.seal()
            let unlike = try await clinic.rows(
                """
                SELECT 1 FROM (SELECT id, row_number() OVER (ORDER BY xid, id) - 1 AS place FROM access_log) e
                FULL JOIN audit_leaves l ON l.entry_id = e.id WHERE l.index IS DISTINCT FROM e.place
                """)
            #expect(unlike.isEmpty)
            let size = try await clinic.count("access_log")
            #expect(size > 41)
            let note = try await clinic.checkpoint(), key = try clinic.noteKey()
            #expect(Checkpoint(note, by: key)?.size == size)
            let verdict = try await clinic.verify(kept: [await clinic.checkpoint()])
            #expect(verdict.findings == [] && verdict.isSigned && verdict.size == size && verdict.entries == size)
        }
    }

    @Test("what waits for a transaction that is still open, while what came before it is signed, is not taken for back-dated")
    func waiting() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.addDetailed(1)
            try await clinic.pool.transaction(timeout: .seconds(60)) { open in
                _ = try await open.query(Statement("begin", "SELECT pg_current_xact_id() IS NULL"))
                try await clinic.addDetailed(4)
                // Transactions of other tests of this server may have to end first.
                while try await clinic.count("audit_checkpoints") == 0 {
                    clinic.clock.advance(by: .seconds(3_600))
                    try await clinic.parts.audit.seal()
                }
                #expect(try await clinic.count("audit_leaves") == 1)
            }
            try await clinic.seal()
            let verdict = try await clinic.verify()
            #expect(verdict.findings == [] && verdict.size == 5, "\(verdict.text)")
        }
    }

    @Test("transactions are ordered as numbers, not as texts")
    func numbers() async throws {
        try await Clinic.openSigned { clinic in
            for xid in ["101", "9", "10", "100", "99"] {
                _ = try await clinic.rows(
                    """
                    INSERT INTO access_log (id, xid, at, event, action, role, purpose, subjects, commitment)
                    VALUES (gen_random_uuid(), $1::xid8, now(), 'appointment.read', 'R', 'DOCTOR', 'TREAT', '{}', decode(repeat('00', 32), 'hex'))
                    """, [.text(xid)])
            }
            try await clinic.seal()
            let order = try await clinic.rows(
                "SELECT e.xid::text AS number FROM audit_leaves l JOIN access_log e ON e.id = l.entry_id ORDER BY l.index")
            #expect(try order.map { try $0.text(0) } == ["9", "10", "99", "100", "101"])
            #expect(try await clinic.verify().status == 0)
        }
    }

    @Test("a checkpoint is signed when the tree has grown and it is time; anybody may fetch it, and tiles")
    func checkpoints() async throws {
        try await Clinic.openSigned { clinic in
            let path = "/api/appointments/audit"
            #expect(await clinic.send(.get, "\(path)/checkpoint").status == 404)
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            try await clinic.seal()
            #expect(try await clinic.count("audit_checkpoints") == 1)
            try await clinic.seal()
            #expect(try await clinic.count("audit_checkpoints") == 1, "nothing is new")
            let first = await clinic.send(.get, "\(path)/checkpoint")
            let key = try clinic.noteKey()
            #expect(first.status == 200 && SignedNote(first.text)?.isSigned(by: key) == true)
            func leaves(_ places: ClosedRange<Int>) async throws -> String {
                let rows = try await clinic.pool.query(
                    TreeStatements.current.leaves, [.int(places.lowerBound), .int(places.upperBound)])
                return String(decoding: try rows.flatMap { row in try RowOf<HashColumn>(row).hash().octets }, as: UTF8.self)
            }
            let begun = try await leaves(0...Tile.width - 1)
            #expect(await clinic.send(.get, "\(path)/tile/0/0").text == begun && !begun.isEmpty)
            await withTaskGroup { group in for _ in 0..<300 { group.addTask { _ = await clinic.read(id, by: doctor) } } }
            try await clinic.seal()
            #expect(try await clinic.count("audit_tiles") == 1)
            for number in 0...1 {
                let hashes = try await leaves(number * Tile.width...(number + 1) * Tile.width - 1)
                #expect(await clinic.send(.get, "\(path)/tile/0/\(number)").text == hashes && !hashes.isEmpty, "\(number)")
            }
            for wrong in ["0/2", "1/0", "0/-1", "a/0", "99999/0", "0/99999999999999999999"] {
                #expect(await clinic.send(.get, "\(path)/tile/\(wrong)").status == 404, "\(wrong)")
            }
        }
    }

    @Test("an entry can be proven to whoever has the key and nothing else, in every part of the tree")
    func proofs() async throws {
        try await Clinic.openSigned { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            await withTaskGroup { group in for _ in 0..<520 { group.addTask { _ = await clinic.read(id, by: doctor) } } }
            try await clinic.seal()
            let size = try await clinic.count("audit_leaves")
            let key = try clinic.noteKey()
            for index in [0, 1, 255, 256, 300, 511, 512, size - 1] {
                let entry: AuditEntryID = try await clinic.rows(
                    "SELECT entry_id FROM audit_leaves WHERE index = $1", [.int(index)])[0].id(0)
                let proof = try await ProveEntry(pool: clinic.pool)(entry)
                #expect(proof.index == index && proof.isValid(by: key))
                #expect(EntryProof(proof.description) == proof)
            }
            let nowhere: AuditEntryID = clinic.ids.next()
            await #expect(throws: ProveEntry.Failure.notThere) { try await ProveEntry(pool: clinic.pool)(nowhere) }
            _ = await clinic.read(id, by: doctor)
            try await eventually(on: clinic.loop) {
                try await clinic.parts.audit.seal()
                return try await clinic.count("audit_leaves") == size + 1
            }
        }
    }

    @Test("a tree that is smaller than it was is not gone on with")
    func rolledBack() async throws {
        try await Clinic.openSigned { clinic in
            _ = await clinic.book(try clinic.person(.doctor).id, by: try clinic.person(.patient))
            try await clinic.seal()
            _ = try await clinic.rows("UPDATE audit_head SET size = 0, frontier = '{}'")
            await #expect(throws: AuditSealing.RolledBack.self) { try await clinic.parts.audit.seal() }
            #expect(try await clinic.count("audit_leaves") == 1)
        }
    }

    @Test("a log of another name, or of another server, is not gone on with")
    func refusals() async throws {
        try await Clinic.openSigned { clinic in
            _ = await clinic.book(try clinic.person(.doctor).id, by: try clinic.person(.patient))
            try await clinic.seal()
            _ = try await clinic.rows("UPDATE audit_head SET xid = '9000000000000000000'")
            await #expect(throws: AuditSealer.Refusal.self) { try await clinic.parts.audit.seal() }
            _ = try await clinic.rows("UPDATE audit_head SET xid = '1', origin = 'elsewhere/audit/appointment'")
            await #expect(throws: AuditSealer.Refusal.self) { try await clinic.parts.audit.seal() }
        }
    }
}
