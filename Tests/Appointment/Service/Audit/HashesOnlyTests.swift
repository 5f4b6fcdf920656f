import AuditSupport
import Contracts
import CoreHTTP
import Hosting
import Postgres
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: checked by its hashes alone, and after an erasure", .timeLimit(.minutes(4))) struct HashesOnlyTests {
    @Test("what is done to leaves, tiles, head and checkpoints is found, what is done to entries is not; 2 without a key")
    func hashesOnly() async throws {
        try await Clinic.openSigned { clinic in
            try await clinic.add(300)
            try await clinic.seal()
            let kept = try await clinic.checkpoint()
            try await clinic.add(3)
            try await clinic.seal()
            try await clinic.dump(0)
            let sound = try await clinic.verify(kept: [kept], hashesOnly: true)
            #expect(sound.status == 0 && sound.entries == 0 && sound.size == 303, "\(sound.text)")
            let attacks: [(String, Int32, Int32)] = [
                ("UPDATE access_log SET role = 'ADMIN' WHERE id = (SELECT entry_id FROM audit_leaves WHERE index = 3)", 0, 1),
                ("DELETE FROM access_log", 0, 1),
                ("UPDATE audit_leaves SET hash = sha256(hash) WHERE index = 3", 1, 1),
                ("DELETE FROM audit_leaves WHERE index = 302", 1, 1),
                ("UPDATE audit_tiles SET hashes = sha256(hashes)", 1, 1),
                ("UPDATE audit_head SET frontier[1] = sha256(frontier[1])", 1, 1),
                ("UPDATE audit_checkpoints SET root = sha256(root) WHERE size = 300", 1, 1),
                ("UPDATE audit_checkpoints SET note = replace(note, 'appointment', 'auth')", 1, 1),
            ]
            for (attack, alone, whole) in attacks {
                try await clinic.executeUnhindered(attack)
                let (hashes, all) = (try await clinic.verify(hashesOnly: true), try await clinic.verify())
                #expect(hashes.status == alone && all.status == whole, "\(attack): \(hashes.text)\(all.text)")
                try await clinic.restore(0)
            }
            var check = AuditCheck()
            check.readsEntries = false
            #expect(try await check(clinic.pool).status == 2, "without a key it is not known who has signed")
        }
    }

    @Test(
        "whoever's pseudonym is erased, the log stays sound, says nothing of them any more, and calls them otherwise from then on")
    func erasure() async throws {
        try await Clinic.openSigned { clinic in
            let (doctor, patient, other) = (try clinic.person(.doctor), try clinic.person(.patient), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            _ = await clinic.book(doctor.id, by: other, at: "12:00")
            _ = await clinic.read(id, by: doctor)
            _ = await clinic.approve(id, by: doctor)
            try await clinic.seal()
            let kept = try await clinic.checkpoint()
            let subject = try await clinic.rows("SELECT subject FROM audit_subjects WHERE person_id = $1", [.id(patient.id)])
            #expect(try await clinic.entries().filter { $0.people.contains(patient.id) }.count >= 3)
            let deleted = try await clinic.rows("DELETE FROM audit_subjects WHERE person_id = $1 RETURNING 1", [.id(patient.id)])
            #expect(deleted.count == 1)
            #expect(try await clinic.entries().allSatisfy { !$0.people.contains(patient.id) })
            #expect(try await clinic.entries().contains { $0.people.contains(other.id) })
            _ = try await clinic.rows("SELECT audit_subject($1)", [.id(patient.id)])
            let anew = try await clinic.rows("SELECT subject FROM audit_subjects WHERE person_id = $1", [.id(patient.id)])
            #expect(try anew[0].uuid(0) != subject[0].uuid(0))
            try await clinic.seal()
            let verdict = try await clinic.verify(kept: [kept])
            #expect(verdict.status == 0 && verdict.shredded == 0, "\(verdict.text)")
        }
    }
}
