import AuditSupport
import Audit
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Access log: what is shown and refused", .timeLimit(.minutes(4))) struct DisclosureTests {
    @Test("somebody else's data are in the log before they are shown; one's own later, repetitions as one")
    func reads() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor, admin) = (try clinic.person(.patient), try clinic.person(.doctor), try clinic.person(.admin))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            let paths = ["/\(id)", "/\(id)/history", "/\(id)/calendar.ics"]
            for (person, role) in [(doctor, "DOCTOR"), (admin, "ADMIN")] {
                for path in paths {
                    #expect(await clinic.send(.get, "/api/appointments\(path)", token: person.token).status == 200)
                }
                let told = try await clinic.entries(flushed: false).filter { $0.role == role }
                #expect(told.map(\.event) == ["appointment.read", "appointment.history", "appointment.read"])
                #expect(told.allSatisfy { $0.people == [patient.id] && $0.object == UUIDValue(id) && $0.actor == person.id })
            }
            let before = try await clinic.entries(flushed: false).count
            for _ in 0..<3 { for path in paths { _ = await clinic.send(.get, "/api/appointments\(path)", token: patient.token) } }
            #expect(try await clinic.entries(flushed: false).count == before)
            let own = try await clinic.entries().dropFirst(before)
            #expect(
                Set(own.map { "\($0.event) \($0.times)" }) == ["appointment.read 6", "appointment.history 3"] && own.count == 2)
            // A move to where it is shows it.
            _ = await clinic.reschedule(id, by: doctor, to: "2026-12-15")
            #expect(try await clinic.entries(flushed: false).last?.event == "appointment.read")
        }
    }

    @Test("a list names everybody on the page, and nobody else")
    func lists() async throws {
        try await Clinic.open { clinic in
            let (doctor, admin) = (try clinic.person(.doctor), try clinic.person(.admin))
            let patients = try (0..<5).map { _ in try clinic.person(.patient) }
            for (hour, patient) in patients.enumerated() { _ = await clinic.book(doctor.id, by: patient, at: "1\(hour):00") }
            _ = await clinic.book(doctor.id, by: patients[0], at: "16:00")
            let all = Set(patients.map(\.id))
            #expect(await clinic.mine(doctor).ids.count == 6)
            _ = await clinic.mine(doctor, query: "limit=2")
            _ = await clinic.send(.get, "/api/appointments", query: "patientId=\(patients[3].id)", token: admin.token)
            _ = await clinic.mine(patients[2])
            let told = try await clinic.entries("appointment.list", flushed: false)
            #expect(told.map(\.people) == [all, [patients[0].id, patients[4].id], [patients[3].id]])
            #expect(told.allSatisfy { $0.object == nil })
            #expect(try await clinic.entries("appointment.list").last?.people == [patients[2].id])
            let query = try await clinic.rows("SELECT private FROM access_log WHERE role = 'ADMIN'")[0].text(0)
            #expect(query.contains(#""query":"patientId=\#(patients[3].id)""#))
        }
    }

    @Test("a page that Redis has is recorded like one that it has not")
    func cached() async throws {
        try await Clinic.openCaching { clinic, routers, _ in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            _ = await clinic.book(doctor.id, by: patient)
            for router in routers + routers {
                let page = await clinic.send(.get, "/api/appointments/my", token: doctor.token, through: router.router)
                #expect(page.ids.count == 1)
            }
            let told = try await clinic.entries("appointment.list", flushed: false)
            #expect(told.count == 4 && told.allSatisfy { $0.people == [patient.id] })
        }
    }

    @Test("many reads at once have an entry each")
    func groups() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            await withTaskGroup { group in
                for _ in 0..<600 { group.addTask { await clinic.read(id, by: doctor).status } }
                for await status in group { #expect(status == 200) }
            }
            #expect(try await clinic.entries("appointment.read", flushed: false).count == 600)
        }
    }

    @Test("a calendar's program is named, for whom it reads, and whose visits it is given")
    func calendar() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            _ = await clinic.book(doctor.id, by: patient)
            for person in [doctor, patient] {
                let token = try #require(
                    await clinic.send(.post, "/api/appointments/calendar-token", token: person.token)["token"]?.text)
                #expect(await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(token)").status == 200)
            }
            let told = try await clinic.entries("calendar.read")
            #expect(told.map(\.role) == ["DOCTOR", "PATIENT"] && told.map(\.actor) == [doctor.id, patient.id])
            #expect(told.allSatisfy { $0.client == "calendar" && !$0.hasSession && $0.people == [patient.id] })
            #expect(try await clinic.rows("SELECT 1 FROM access_log WHERE private LIKE '%token%'").isEmpty)
        }
    }

    @Test("what is refused to somebody is recorded: no right, not theirs, not as it was; who is nobody is not")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let stranger = try clinic.person(.patient)
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            #expect(await clinic.read(id, by: stranger).status == 404)
            #expect(await clinic.read(id, by: stranger).status == 404)
            #expect(await clinic.approve(id, by: stranger).status == 403)
            #expect(await clinic.approve(id, by: doctor, fields: ["if-match": "\"7\""]).status == 412)
            #expect(await clinic.change("complete", id, by: doctor).status == 409)
            #expect(await clinic.book(doctor.id, by: stranger).status == 409)
            #expect(await clinic.send(.get, "/api/appointments/\(id)").status == 401)
            let told = try await clinic.entries().filter { $0.outcome == 4 }.map { "\($0.event) \($0.role) \($0.times)" }
            #expect(
                Set(told) == [
                    "appointment.read PATIENT 2", "appointment.approve PATIENT 1", "appointment.approve DOCTOR 1",
                    "appointment.complete DOCTOR 1", "appointment.book PATIENT 1",
                ] && told.count == 5, "\(told)")
        }
    }

    @Test("a refused attempt at an appointment names its patient, who sees it; whoever made it learns no more than of none")
    func attempts() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor, name: "Ada Lovelace"), try clinic.person(.patient))
            let (stranger, other) = (try clinic.person(.patient), try clinic.person(.doctor, name: "Otto Other"))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            let nowhere = "00000000-0000-7000-8000-000000000000"
            for (action, person) in [("", stranger), ("/history", stranger), ("", other), ("/calendar.ics", other)] {
                var details: Set<String?> = []
                for place in [id, nowhere] {
                    let answer = await clinic.send(.get, "/api/appointments/\(place)\(action)", token: person.token)
                    #expect(answer.status == 404)
                    details.insert(answer["detail"]?.text)
                }
                #expect(details.count == 1)
            }
            #expect(await clinic.approve(id, by: other).status == 404)
            #expect(await clinic.approve(id, by: stranger).status == 403)
            #expect(await clinic.approve(id, by: doctor, fields: ["if-match": "\"7\""]).status == 412)
            #expect(await clinic.change("complete", id, by: doctor).status == 409)
            #expect(await clinic.change("approve", id, by: patient).status == 403)
            let told = try await clinic.entries().filter { $0.outcome == 4 }
            #expect(told.count == 11)
            for entry in told { #expect(entry.people == (entry.object == UUIDValue(id) ? [patient.id] : []), "\(entry)") }
            let seen = await clinic.send(.get, "/api/appointments/access-log", token: patient.token)["entries"]?.elements ?? []
            #expect(seen.count == 7 && seen.allSatisfy { $0["refused"] == true && $0["appointmentId"]?.text == id })
            #expect(Set(seen.compactMap { $0["name"]?.text }) == ["Ada Lovelace"], "a stranger has no name")
            for person in [stranger, other] {
                let theirs = await clinic.send(.get, "/api/appointments/access-log", token: person.token)["entries"]?.elements
                #expect(theirs?.isEmpty == true)
            }
        }
    }

    @Test("patients of a page are read from its octets, whatever its texts are")
    func page() {
        var random = SystemRandomNumberGenerator()
        for count in 0..<60 {
            let ids = (0..<count).map { _ in UUIDValue(high: random.next(), low: random.next()) }
            let tricks = [
                "\"patientId\":\"", "patientId", "\"\"\"", "\u{2028}patientId\":\"", String(repeating: "t", count: count),
            ]
            let page = JSONWriter.object { json in
                json.key("appointments")
                json.beginArray()
                for id in ids {
                    json.beginObject()
                    json.field("patientId", "\(id)")
                    json.field("reason", tricks.randomElement() ?? "")
                    json.endObject()
                }
                json.endArray()
            }
            #expect(PatientsOfPage.read(page) == Set(ids.map { UserID($0) }))
            // As PostgreSQL writes JSON.
            let spaced = String(decoding: page, as: UTF8.self).replacing("\"patientId\":", with: "\"patientId\": ")
            #expect(PatientsOfPage.read(Array(spaced.utf8)) == Set(ids.map { UserID($0) }))
        }
    }
}

extension JSONWriter {
    fileprivate static func object(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        write(&json)
        json.endObject()
        return json.finish()
    }
}
