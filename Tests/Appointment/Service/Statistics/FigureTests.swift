import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Figures for admins", .timeLimit(.minutes(4))) struct FigureTests {
    private func figures(_ clinic: Clinic, _ admin: Clinic.Person, _ query: String) async -> Answer {
        await clinic.send(.get, "/api/appointments/figures", query: query, token: admin.token)
    }

    @Test("what was booked today and what takes place when, of all and of one doctor; sums and what has not joined them are alike")
    func numbers() async throws {
        try await Clinic.open { clinic in
            let admin = try clinic.person(.admin)
            let patient = try clinic.person(.patient)
            let ada = try clinic.person(.doctor)
            let ben = try clinic.person(.doctor)
            let week = #"{"timeZone":"UTC","slotMinutes":30,"hours":[{"weekday":2,"from":"09:00","to":"12:00"}]}"#
            #expect(await clinic.set(week, by: ada).status == 200)
            // 90 minutes of the three hours of 2026-12-15, a Tuesday.
            #expect(await clinic.away("2026-12-15T10:30:00Z", "2026-12-16T10:30:00Z", by: ada).status == 201)
            var ids: [String] = []
            for (doctor, date, time) in [
                (ada, "2026-12-15", "09:00"), (ada, "2026-12-15", "09:30"), (ada, "2026-12-22", "09:00"),
                (ben, "2026-12-15", "10:00"),
            ] {
                ids.append(try #require(await clinic.book(doctor.id, by: patient, on: date, at: time)["id"]?.text))
            }
            #expect(await clinic.approve(ids[0], by: ada).status == 200)
            #expect(await clinic.change("cancel", ids[1], by: patient, "{}").status == 200)
            _ = try await clinic.rows("UPDATE appointments SET created_at = '2026-11-29T10:00:00Z'")
            let query = "from=2026-11-29&to=2026-12-17"
            for isSwept in [false, true] {
                if isSwept { try await clinic.parts.statistics.store.sumFigures() }
                let all = await figures(clinic, admin, query)
                #expect(all.status == 200)
                let visits = all["days"]?.elements?.first { $0["date"] == "2026-12-15" }
                #expect(visits?["visits"]?.integer == 2 && visits?["byStatus"]?["CANCELLED"]?.integer == 1)
                #expect(all["totals"]?["booked"]?.integer == 4 && all["totals"]?["cancelledBy"]?["PATIENT"]?.integer == 1)
                let first = all["days"]?.elements?.first
                #expect(first?["date"] == "2026-11-29" && first?["booked"]?.integer == 4)
                #expect(all["totals"]?["leadDays"]?["count"]?.integer == 4 && all["totals"]?["leadDays"]?["median"]?.integer == 15)
                // The database's clock tells when it was approved.
                let day = try await clinic.rows(
                    """
                    SELECT day::text, (day + 1)::text FROM (
                        SELECT max((at AT TIME ZONE 'UTC')::date) AS day FROM appointment_history WHERE to_status = 'APPROVED') d
                    """)[0]
                let approved = await figures(clinic, admin, "from=\(try day.text(0))&to=\(try day.text(1))")
                #expect(approved["totals"]?["approvalMinutes"]?["count"]?.integer == 1)
                #expect(approved["totals"]?["approvalMinutes"]?["median"]?.integer ?? 9 <= 5)
                let one = await figures(clinic, admin, "\(query)&doctorId=\(ada.id)")
                #expect(one["doctorId"]?.text == "\(ada.id)" && one["totals"]?["booked"]?.integer == 3)
                #expect(one["totals"]?["visits"]?.integer == 1)
                let narrow = await figures(clinic, admin, "from=2026-12-15&to=2026-12-16&doctorId=\(ada.id)")
                #expect(narrow["totals"]?["utilisation"] == Self.utilisation(30, 90))
                let free = await figures(clinic, admin, "from=2026-12-15&to=2026-12-16&doctorId=\(ben.id)")
                #expect(free["totals"]?["utilisation"]?["share"] == .null)
            }
            #expect(await figures(clinic, admin, "").status == 200)
        }
    }

    private static func utilisation(_ booked: Int64, _ working: Int64) -> JSONValue {
        .object(JSONObject([("bookedMinutes", .int(booked)), ("workingMinutes", .int(working)), ("share", .double(0.333))]))
    }

    @Test("medians come from how many there are of each value")
    func medians() {
        let cases: [([Int], Int?)] = [
            ([], nil), ([3], 3), ([1, 2], 1), ([1, 1, 9], 1), ([1, 5, 9, 9, 9], 9), ([0, 4, 4, 8], 4),
        ]
        for (values, expected) in cases {
            var spread = Figures.Spread()
            for value in Set(values).sorted() { spread.append(value, times: values.count { $0 == value }) }
            #expect(spread.median == expected && spread.count == values.count)
        }
    }

    @Test("the first free time of each specialization, earliest first, those without one last")
    func nextFree() async throws {
        try await Clinic.open { clinic in
            let admin = try clinic.person(.admin)
            for (name, specialization, weekday) in [
                ("A", "Surgery", 4), ("B", "surgery", 3), ("C", "Cardiology", 2), ("D", "Never", 2),
            ] {
                let doctor = try clinic.person(.doctor, name: name)
                clinic.auth.users[doctor.id]?.specialization = specialization
                let hours = #"{"weekday":\#(weekday),"from":"09:00","to":"09:30"}"#
                #expect(await clinic.set(#"{"timeZone":"UTC","slotMinutes":30,"hours":[\#(hours)]}"#, by: doctor).status == 200)
                if name == "D" { _ = await clinic.away("2026-11-30T00:00:00Z", "2027-12-15T00:00:00Z", by: doctor) }
            }
            let answer = await clinic.send(.get, "/api/appointments/figures/next-free", token: admin.token)
            let found = answer["specializations"]?.elements ?? []
            #expect(found.map { $0["specialization"]?.text } == ["Cardiology", "Surgery", "Never"])
            #expect(found.map { $0["doctors"]?.integer } == [1, 2, 1])
            #expect(found.map { $0["slot"]?["startsAt"]?.text } == ["2026-12-01T09:00:00Z", "2026-12-02T09:00:00Z", nil])
        }
    }

    @Test("nobody else, and no days that are none")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let admin = try clinic.person(.admin)
            for path in ["/api/appointments/figures", "/api/appointments/figures/next-free"] {
                for role in [Role.patient, .doctor] {
                    #expect(await clinic.send(.get, path, token: try clinic.person(role).token).status == 403)
                }
                #expect(await clinic.send(.get, path).status == 401)
                #expect(await clinic.send(.get, path, query: "x=1", token: admin.token).code == "invalid_parameter")
            }
            for query in ["from=x", "from=2026-12-15&to=2026-12-15", "from=2026-01-01&to=2027-12-31", "doctorId=x"] {
                let answer = await figures(clinic, admin, query)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
        }
    }
}
