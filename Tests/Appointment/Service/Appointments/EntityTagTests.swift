import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("The entity tag of an appointment", .timeLimit(.minutes(2))) struct EntityTagTests {
    private func rename(_ name: String, _ column: String, _ id: String, _ clinic: Clinic) async throws {
        _ = try await clinic.rows("UPDATE appointments SET \(column) = $2 WHERE id = $1", [.text(id), .text(name)])
    }

    @Test("it changes exactly when the octets do, whatever changes them (RFC 9110 section 8.8.1)")
    func strong() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            var seen: [String: String] = [:]
            func look() async {
                let answer = await clinic.read(pair.id, by: pair.doctor)
                let tag = answer.fields["ETag"] ?? ""
                #expect(!tag.isEmpty && seen[tag] ?? answer.text == answer.text, "\(tag)")
                seen[tag] = answer.text
            }
            await look()
            await look()
            try await rename("Jane Doe", "patient_name", pair.id, clinic)
            await look()
            #expect(await clinic.approve(pair.id, by: pair.doctor).status == 200)
            await look()
            try await rename("Ada King", "doctor_name", pair.id, clinic)
            await look()
            // The same name is no change.
            try await rename("Ada King", "doctor_name", pair.id, clinic)
            await look()
            for date in ["2026-12-16", "2026-12-17"] {
                #expect(await clinic.reschedule(pair.id, by: pair.doctor, to: date).status == 200)
                await look()
            }
            #expect(await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":"well"}"#).status == 200)
            await look()
            try await rename("Jane Roe", "patient_name", pair.id, clinic)
            await look()
            #expect(await clinic.change("complete", pair.id, by: pair.doctor, "{}").status == 200)
            await look()
            #expect(seen.count == 9 && Set(seen.values).count == 9)
        }
    }

    @Test("If-Match compares strongly; a version alone is that version, whatever the names")
    func conditions() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            try await rename("Jane Doe", "patient_name", pair.id, clinic)
            let first = await clinic.read(pair.id, by: pair.patient).fields["ETag"] ?? ""
            try await rename("Jane Roe", "patient_name", pair.id, clinic)
            let now = await clinic.read(pair.id, by: pair.patient).fields["ETag"] ?? ""
            #expect(first == "\"1.1\"" && now == "\"1.2\"")
            func notes(_ tag: String) async -> Int {
                await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":"x"}"#, fields: ["If-Match": tag]).status
            }
            for refused in [first, "\"2\"", "W/\(now)", "\"1.3\"", "1.2"] { #expect(await notes(refused) == 412, "\(refused)") }
            #expect(await notes("\"7\", \(now)") == 200)
            #expect(await notes("\"2\"") == 200)
            #expect(await notes("*") == 200)
            // By the other way a change is made, too.
            for (tag, status) in [(now, 412), ("\"4.1\"", 412), ("\"4.2\"", 200), ("\"5\"", 200)] {
                let day = status == 412 ? "2026-12-18" : tag == "\"5\"" ? "2026-12-19" : "2026-12-20"
                let answer = await clinic.reschedule(pair.id, by: pair.patient, to: day, fields: ["If-Match": tag])
                #expect(answer.status == status, "\(tag)")
            }
        }
    }
}
