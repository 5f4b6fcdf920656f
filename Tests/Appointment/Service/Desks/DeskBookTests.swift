import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Testing

@testable import AppointmentService

@Suite("The book that a front desk reads", .timeLimit(.minutes(6))) struct DeskBookTests {
    @Test("whatever is filtered by, in either order and page by page, a desk's list is the admin's without other doctors")
    func lists() async throws {
        try await Clinic.open { clinic in
            let admin = try clinic.person(.admin)
            let (patients, doctors) = (
                try (0..<3).map { _ in try clinic.person(.patient) }, try (0..<4).map { _ in try clinic.person(.doctor) }
            )
            let states = ["PENDING", "APPROVED", "REJECTED", "CANCELLED", "COMPLETED"]
            for number in 0..<60 {
                let booked = await clinic.book(
                    doctors[number % 4].id, by: patients[number % 3], on: "2026-12-\(10 + number % 7)",
                    at: "1\(number % 10):\(number % 6)0")
                guard let id = booked["id"]?.text else { continue }
                try await clinic.put(id, into: states[number % 5])
            }
            let desks = try [[], [0], [1, 3], [0, 1, 2, 3]].map { (try clinic.person(.desk), $0) }
            for (desk, assigned) in desks where !assigned.isEmpty {
                #expect(await clinic.assign(assigned.map { doctors[$0].id }, to: desk.id, by: admin).status == 200)
            }
            let filters = [
                "", "status=PENDING,CANCELLED", "from=2026-12-12&to=2026-12-13", "from=2026-12-11",
                "to=2026-12-14&status=COMPLETED",
                "startsFrom=2026-12-13T12:00:00Z", "startsBefore=2026-12-13T12:00:00Z", "patientId=\(patients[0].id)",
                "doctorId=\(doctors[0].id)", "doctorId=\(doctors[2].id)&from=2026-12-12",
                "patientId=\(patients[1].id)&doctorId=\(doctors[3].id)",
            ]
            var shown = 0
            for filter in filters {
                for sort in ["", "&sort=startsAt"] {
                    let all = await clinic.book(of: admin, "limit=100&\(filter)\(sort)")["appointments"]?.elements ?? []
                    for (desk, assigned) in desks {
                        let own = Set((assigned.isEmpty ? [0, 1, 2, 3] : assigned).map { "\(doctors[$0].id)" })
                        let expected = all.filter { own.contains($0["doctorId"]?.text ?? "") }
                        var found: [JSONValue] = []
                        var cursor: String?
                        repeat {
                            let page = await clinic.book(
                                of: desk, "limit=7&\(filter)\(sort)\(cursor.map { "&cursor=\($0)" } ?? "")")
                            #expect(page.status == 200)
                            found += page["appointments"]?.elements ?? []
                            cursor = page["nextCursor"]?.text
                        } while cursor != nil
                        #expect(found == expected, "\(filter)\(sort) \(assigned)")
                        shown += found.count
                    }
                }
            }
            #expect(shown > 200)
        }
    }

    @Test("a change of the assignment holds from the next request on, on every replica, in each kind of read")
    func changes() async throws {
        try await Clinic.openCaching { clinic, routers, _ in
            let (admin, desk, patient) = (try clinic.person(.admin), try clinic.person(.desk), try clinic.person(.patient))
            let doctors = try (0..<2).map { _ in try clinic.person(.doctor) }
            var ids: [String] = []
            for (hour, doctor) in doctors.enumerated() {
                ids.append(try #require(await clinic.book(doctor.id, by: patient, at: "1\(hour):00")["id"]?.text))
            }
            for round in 0..<40 {
                let (mine, other) = (round % 2, 1 - round % 2)
                let changed = await clinic.assign(
                    [doctors[mine].id], to: desk.id, by: admin, through: routers[round / 2 % 2].router)
                #expect(changed.status == 200)
                for router in routers.map(\.router) {
                    let read = { (path: String, query: String?) in
                        await clinic.send(.get, "/api/appointments\(path)", query: query, token: desk.token, through: router)
                    }
                    #expect(await read("", nil).ids == [ids[mine]])
                    #expect(await read("", "doctorId=\(doctors[other].id)").ids == [])
                    #expect(await read("", "patientId=\(patient.id)").ids == [ids[mine]])
                    for (path, query) in [
                        ("/\(ids[mine])", nil), ("/\(ids[mine])/history", nil), ("/schedule", "doctorId=\(doctors[mine].id)"),
                        ("/availability", "doctorId=\(doctors[mine].id)"),
                    ] as [(String, String?)] {
                        #expect(await read(path, query).status == 200, "\(path)")
                    }
                    for (path, query) in [
                        ("/\(ids[other])", nil), ("/\(ids[other])/history", nil), ("/schedule", "doctorId=\(doctors[other].id)"),
                        ("/availability", "doctorId=\(doctors[other].id)"),
                    ] as [(String, String?)] {
                        #expect(await read(path, query).status == 404, "\(path)")
                    }
                    for query in ["any=true", "doctorId=\(doctors[0].id),\(doctors[1].id)&first=1", "any=true&first=2"] {
                        let found = await read("/availability", query)
                        #expect(found.status == 200 && found.text.contains("\(doctors[mine].id)"), "\(query): \(found.text)")
                        #expect(!found.text.contains("\(doctors[other].id)"))
                    }
                }
            }
        }
    }

    @Test("a list that is as it was is 304 to who names its tag, and then nobody is said to have looked")
    func unchanged() async throws {
        try await Clinic.open { clinic in
            let (desk, admin, patient) = (try clinic.person(.desk), try clinic.person(.admin), try clinic.person(.patient))
            let doctor = try clinic.person(.doctor)
            _ = await clinic.book(doctor.id, by: patient)
            let ask = { (tag: String) in
                await clinic.send(.get, "/api/appointments", token: desk.token, fields: ["if-none-match": tag])
            }
            let tag = try #require(await clinic.book(of: desk).fields["etag"])
            for text in [tag, "W/\(tag)", "\"x\", \(tag)"] {
                let answer = await ask(text)
                #expect(answer.status == 304 && answer.text.isEmpty && answer.fields["etag"] == tag)
            }
            #expect(try await clinic.entries("appointment.list").count == 1)
            _ = await clinic.book(doctor.id, by: patient, at: "12:00")
            let second = await ask(tag)
            #expect(second.status == 200 && second.ids.count == 2)
            let other = try clinic.person(.doctor)
            #expect(await clinic.assign([other.id], to: desk.id, by: admin).status == 200)
            #expect(await ask(second.fields["etag"] ?? "").ids == [])
        }
    }

    @Test("what a desk has looked at is in the log with its role and purpose, and the patient sees it; no notification is sent")
    func log() async throws {
        try await Clinic.open { clinic in
            let (desk, patient, doctor) = (try clinic.person(.desk), try clinic.person(.patient), try clinic.person(.doctor))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            let events = try await clinic.count("outbox")
            for path in ["/\(id)", "/\(id)/history", ""] {
                #expect(await clinic.send(.get, "/api/appointments\(path)", token: desk.token).status == 200)
            }
            let told = try await clinic.entries(flushed: false).filter { $0.role == "DESK" }
            #expect(told.map(\.event) == ["appointment.read", "appointment.history", "appointment.list"])
            #expect(told.allSatisfy { $0.actor == desk.id && $0.people == [patient.id] && $0.purpose == "PATADMIN" })
            let seen = await clinic.send(.get, "/api/appointments/access-log", token: patient.token)["entries"]?.elements ?? []
            #expect(
                Set(seen.compactMap { $0["event"]?.text }) == Set(told.map(\.event)) && seen.allSatisfy { $0["role"] == "DESK" })
            #expect(try await clinic.count("outbox") == events)
        }
    }

    @Test("a desk reads when its doctors work without why they are away; doctors and admins read why")
    func absences() async throws {
        try await Clinic.open { clinic in
            let (desk, admin, doctor) = (try clinic.person(.desk), try clinic.person(.admin), try clinic.person(.doctor))
            let body = #"{"from":"2026-12-24T00:00:00Z","to":"2026-12-26T00:00:00Z","reason":"surgery"}"#
            #expect(await clinic.send(.post, "/api/appointments/time-off", token: doctor.token, body: body).status == 201)
            for person in [desk, admin, doctor] {
                let answer = await clinic.send(
                    .get, "/api/appointments/schedule", query: "doctorId=\(doctor.id)", token: person.token)
                let absence = answer["timeOff"]?.elements?.first
                #expect(absence?["from"]?.text?.hasPrefix("2026-12-24") == true)
                let isDesk = person.id == desk.id
                #expect(absence?["reason"] == (isDesk ? nil : "surgery") && absence?["restricted"] == (isDesk ? true : nil))
            }
            #expect(await clinic.send(.get, "/api/appointments/schedule", token: desk.token).status == 400)
            #expect(
                await clinic.send(.get, "/api/appointments/schedule", query: "doctorId=\(desk.id)", token: desk.token).code
                    == "doctor_not_found")
        }
    }
}
