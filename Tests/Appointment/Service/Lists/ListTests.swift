import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("My appointments", .timeLimit(.minutes(4))) struct ListTests {
    @Test("a patient sees his own, a doctor his requests, newest first by start")
    func whose() async throws {
        try await Clinic.open { clinic in
            let doctors = [try clinic.person(.doctor), try clinic.person(.doctor)]
            let patients = [try clinic.person(.patient), try clinic.person(.patient)]
            var ids: [String: String] = [:]
            for (name, doctor, patient, date) in [
                ("a", 0, 0, "2026-12-16"), ("b", 0, 1, "2026-12-15"), ("c", 1, 0, "2026-12-18"), ("d", 0, 0, "2026-12-17"),
            ] {
                ids[name] = await clinic.book(doctors[doctor].id, by: patients[patient], on: date)["id"]?.text
            }
            func names(_ answer: Answer) -> [String] { answer.ids.map { id in ids.first { $0.value == id }?.key ?? "?" } }
            #expect(names(await clinic.mine(patients[0])) == ["c", "d", "a"])
            #expect(names(await clinic.mine(patients[1])) == ["b"])
            #expect(names(await clinic.mine(doctors[0])) == ["d", "a", "b"])
            let empty = try await clinic.mine(clinic.person(.patient))
            #expect(empty.status == 200 && empty.text == #"{"appointments":[],"nextCursor":null}"#)
            #expect(empty.fields["Link"] == nil && empty.fields["Cache-Control"] == "no-store")
        }
    }

    @Test("pages go on where the last one ended, whatever is booked meanwhile, to the end")
    func pages() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            // Every start twice for the doctor's list, over two doctors' patients: ids decide among equal starts.
            let second = try clinic.person(.patient)
            var booked: [String] = []
            for day in 10...20 {
                let answer = await clinic.book(doctor.id, by: day.isMultiple(of: 2) ? patient : second, on: "2026-12-\(day)")
                booked.append(try #require(answer["id"]?.text))
            }
            var read: [String] = []
            var query = "limit=3"
            for page in 0... {
                let answer = await clinic.mine(doctor, query: query)
                read += answer.ids
                // One above and one below the place where the reader is.
                if page == 1 {
                    _ = await clinic.book(doctor.id, by: patient, on: "2026-12-30")
                    booked.insert(try #require(await clinic.book(doctor.id, by: patient, on: "2026-12-05")["id"]?.text), at: 0)
                }
                guard let cursor = answer["nextCursor"]?.text else { break }
                #expect(answer.ids.count == 3)
                query = "limit=3&cursor=\(cursor)"
                #expect(answer.fields["Link"] == "</api/appointments/my?\(query)>; rel=\"next\"")
            }
            #expect(read == booked.reversed())
        }
    }

    @Test("appointments that begin at once are told apart by id")
    func equalStarts() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            var ids: [String] = []
            for _ in 0..<5 {
                let booked = try await clinic.book(clinic.person(.doctor).id, by: patient)
                let id = try #require(booked["id"]?.text)
                ids.append(id)
                // Rejected ones leave the time to others.
                _ = try await clinic.rows("UPDATE appointments SET status = 'REJECTED' WHERE id = $1::uuid", [.text(id)])
            }
            var read: [String] = []
            var cursor: String? = ""
            while let at = cursor {
                let answer = await clinic.mine(patient, query: "limit=2" + (at.isEmpty ? "" : "&cursor=\(at)"))
                read += answer.ids
                cursor = answer["nextCursor"]?.text
            }
            #expect(read == ids.sorted().reversed())
        }
    }

    @Test("either order, page by page, for both people and an admin; a cursor of one order is none of the other")
    func orders() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let admin = try clinic.person(.admin)
            var booked: [String] = []
            for day in 10...14 {
                booked.append(try #require(await clinic.book(doctor.id, by: patient, on: "2026-12-\(day)")["id"]?.text))
            }
            for (path, person) in [
                ("/api/appointments/my", doctor), ("/api/appointments/my", patient), ("/api/appointments", admin),
            ] {
                for (sort, expected) in [("startsAt", booked), ("-startsAt", booked.reversed())] {
                    var (read, query, pages): ([String], String?, Int) = ([], "sort=\(sort)&limit=2", 0)
                    while let asked = query, pages < 5 {
                        let answer = await clinic.send(.get, path, query: asked, token: person.token)
                        read += answer.ids
                        pages += 1
                        query = answer.fields["Link"]?.split(separator: ">").first?.split(separator: "?").last.map(String.init)
                        guard let cursor = answer["nextCursor"]?.text else { continue }
                        let other = sort == "startsAt" ? "" : "sort=startsAt&"
                        let mixed = await clinic.send(.get, path, query: "\(other)cursor=\(cursor)", token: person.token)
                        #expect(mixed.status == 400 && mixed.code == "invalid_parameter")
                    }
                    #expect(read == expected && pages == 3)
                }
                let upcoming = await clinic.send(
                    .get, path, query: "sort=startsAt&status=PENDING,APPROVED&startsFrom=2026-12-12T10:00:00Z&limit=2",
                    token: person.token)
                #expect(upcoming.ids == Array(booked[2...3]))
                let past = await clinic.send(.get, path, query: "startsBefore=2026-12-12T10:00:00Z", token: person.token)
                #expect(past.ids == [booked[1], booked[0]])
            }
        }
    }

    @Test("a parameter that cannot be read is refused")
    func badParameters() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            for query in [
                "limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=1&limit=1", "cursor=", "cursor=%21", "cursor=AAAA",
                "page=2", "sort=endsAt", "sort=startsAt,-startsAt", "sort=startsat", "startsFrom=2026-12-15", "startsBefore=x",
                "limit=%zz", "cursor=____________________________________________",
            ] {
                let answer = await clinic.mine(patient, query: query)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
        }
    }

    @Test("a cursor is read back as what it was made of")
    func cursors() throws {
        for (time, id) in [
            ("2026-12-15T10:00:00Z", UUIDValue(high: .max, low: 0)), ("0001-01-01T00:00:00Z", UUIDValue(high: 0, low: .max)),
        ] {
            let position = ListPosition(startsAt: try #require(Instant(time)), id: AppointmentID(id))
            for order in ListOrder.allCases {
                #expect(ListPosition(cursor: position.cursor(in: order), in: order) == position)
                for other in ListOrder.allCases where other != order {
                    #expect(ListPosition(cursor: position.cursor(in: order), in: other) == nil)
                }
            }
        }
        #expect(ListPosition(cursor: "", in: .latestFirst) == nil && ListPosition(cursor: "a", in: .earliestFirst) == nil)
    }
}
