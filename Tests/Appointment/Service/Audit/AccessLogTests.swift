import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Who has looked at my data", .timeLimit(.minutes(4))) struct AccessLogTests {
    private func log(_ clinic: Clinic, _ person: Clinic.Person, _ query: String? = nil) async -> Answer {
        await clinic.send(.get, "/api/appointments/access-log", query: query, token: person.token)
    }

    @Test("a patient sees every look at their own data by others, a doctor's name, no admin's; their own apart; nobody else's")
    func own() async throws {
        try await Clinic.open { clinic in
            let (patient, other) = (try clinic.person(.patient), try clinic.person(.patient))
            let (doctor, admin) = (try clinic.person(.doctor, name: "Ada Lovelace"), try clinic.person(.admin))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            _ = await clinic.book(doctor.id, by: other, at: "12:00")
            _ = await clinic.mine(doctor)
            clinic.clock.advance(by: .seconds(1))
            _ = await clinic.approve(id, by: doctor)
            clinic.clock.advance(by: .seconds(1))
            _ = await clinic.read(id, by: admin)
            _ = await clinic.read(id, by: patient)
            let told = await log(clinic, patient)["entries"]?.elements ?? []
            let words = told.map {
                "\($0["event"]?.text ?? "") \($0["role"]?.text ?? "") \($0["name"]?.text ?? "-") \($0["purpose"]?.text ?? "")"
            }
            #expect(
                words == [
                    "appointment.read ADMIN - PATADMIN", "appointment.approve DOCTOR Ada Lovelace TREAT",
                    "appointment.list DOCTOR Ada Lovelace TREAT",
                ])
            #expect(told.allSatisfy { $0["actorId"] == nil } && told.first?["appointmentId"]?.text == id)
            try await clinic.parts.audit.log.flush()
            let own = await log(clinic, patient, "own=true")["entries"]?.elements ?? []
            #expect(Set(own.compactMap { $0["event"]?.text }) == ["appointment.book", "appointment.read", "audit.read"])
            #expect(await log(clinic, other)["entries"]?.elements?.count == 1)
            #expect(Set(try await clinic.entries("audit.read").map(\.actor)) == [patient.id, other.id])
        }
    }

    @Test("pages go on where they ended, whatever comes meanwhile")
    func pages() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor) = (try clinic.person(.patient), try clinic.person(.doctor))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            for _ in 0..<23 { _ = await clinic.read(id, by: doctor) }
            clinic.clock.advance(by: .seconds(1))
            var ids: [String] = []
            var query: String? = "limit=5"
            var pages = 0
            while let asked = query, pages < 20 {
                let page = await log(clinic, patient, asked)
                ids += page["entries"]?.elements?.compactMap { $0["id"]?.text } ?? []
                query = page["nextCursor"]?.text.map { "limit=5&cursor=\($0)" }
                pages += 1
                _ = await clinic.read(id, by: doctor)
            }
            #expect(pages == 5 && ids.count == 23 && Set(ids).count == 23)
        }
    }

    @Test("the first page has the newest checkpoint, to be kept; a log that nobody signs has none")
    func checkpoint() async throws {
        for isSigned in [true, false] {
            try await Clinic.open(connections: 4, { $0.audit.seed = isSigned ? Secret(bytes: Clinic.auditSeed) : nil }) { clinic in
                let (patient, doctor) = (try clinic.person(.patient), try clinic.person(.doctor))
                let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
                for _ in 0..<3 { _ = await clinic.read(id, by: doctor) }
                #expect(await log(clinic, patient)["checkpoint"] == nil, "nothing was signed yet")
                try await clinic.seal()
                let first = await log(clinic, patient, "limit=2")
                guard isSigned else {
                    #expect(first["checkpoint"] == nil)
                    return
                }
                let (note, key) = (try await clinic.checkpoint(), try clinic.noteKey())
                let (head, shown) = (try #require(Checkpoint(note, by: key)), try #require(first["checkpoint"]))
                #expect(shown["note"]?.text == note.description && shown["size"] == .int(Int64(head.size)))
                #expect(shown["root"]?.text == note.description.split(separator: "\n").dropFirst(2).first.map(String.init))
                #expect(key.description.hasPrefix("\(shown["key"]?.text ?? "?")+"))
                let cursor = try #require(first["nextCursor"]?.text)
                #expect(await log(clinic, patient, "limit=2&cursor=\(cursor)")["checkpoint"] == nil)
            }
        }
    }

    @Test("an admin says whose and why; that is told to whom it was about, with its purpose")
    func admin() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor, admin) = (try clinic.person(.patient), try clinic.person(.doctor), try clinic.person(.admin))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            _ = await clinic.read(id, by: doctor)
            clinic.clock.advance(by: .seconds(1))
            for query in [
                nil, "patientId=\(patient.id)", "purpose=HLEGAL", "patientId=\(patient.id)&purpose=TREAT",
                "patientId=x&purpose=HLEGAL",
            ] {
                #expect(await log(clinic, admin, query).code == "invalid_parameter", "\(query ?? "")")
            }
            #expect(await log(clinic, doctor, "patientId=\(patient.id)&purpose=HLEGAL").code == "invalid_parameter")
            let found = await log(clinic, admin, "patientId=\(patient.id)&purpose=HLEGAL")["entries"]?.elements ?? []
            clinic.clock.advance(by: .seconds(1))
            #expect(found.map { $0["actorId"]?.text } == [doctor.id.description])
            let told = await log(clinic, patient)["entries"]?.elements ?? []
            #expect(told.first?["event"] == "audit.read" && told.first?["purpose"] == "HLEGAL" && told.first?["role"] == "ADMIN")
        }
    }
}
