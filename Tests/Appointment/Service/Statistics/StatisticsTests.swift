import Contracts
import CoreHTTP
import HTTPWire
import Testing

@testable import AppointmentService

@Suite("Statistics", .timeLimit(.minutes(4))) struct StatisticsTests {
    @Test("for an admin: appointments by day and state, and what waits to be published")
    func numbers() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let admin = try clinic.person(.admin)
            for (date, time) in [
                ("2026-12-15", "10:00"), ("2026-12-15", "11:00"), ("2026-12-16", "10:00"), ("2026-12-17", "10:00"),
            ] {
                let id = await clinic.book(doctor.id, by: patient, on: date, at: time)["id"]?.text ?? ""
                if time == "11:00" { #expect(await clinic.approve(id, by: doctor).status == 200) }
            }
            let answer = await clinic.send(
                .get, "/api/appointments/statistics", query: "from=2026-12-15&to=2026-12-17", token: admin.token)
            #expect(answer.status == 200)
            let days = answer["days"]?.elements ?? []
            #expect(days.map { $0["date"]?.text } == ["2026-12-15", "2026-12-16"] && days.map { $0["booked"]?.integer } == [2, 1])
            #expect(days.first?["byStatus"]?["PENDING"]?.integer == 1 && days.first?["byStatus"]?["APPROVED"]?.integer == 1)
            #expect(answer["totals"]?["PENDING"]?.integer == 2 && answer["totals"]?["REJECTED"]?.integer == 0)
            #expect(answer["outbox"]?["waiting"]?.integer == 5)
            let standard = await clinic.send(.get, "/api/appointments/statistics", token: admin.token)
            #expect(standard["days"]?.elements?.count == 3)
        }
    }

    @Test("nobody else, and no days that are none")
    func refusals() async throws {
        try await Clinic.open { clinic in
            for role in [Role.patient, .doctor] {
                #expect(await clinic.send(.get, "/api/appointments/statistics", token: try clinic.person(role).token).status == 403)
            }
            #expect(await clinic.send(.get, "/api/appointments/statistics").status == 401)
            let admin = try clinic.person(.admin)
            for query in ["from=x", "to=2026-02-30", "from=2026-12-15&to=2026-12-15", "from=2026-01-01&to=2027-12-31", "day=1"] {
                let answer = await clinic.send(.get, "/api/appointments/statistics", query: query, token: admin.token)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
        }
    }
}
