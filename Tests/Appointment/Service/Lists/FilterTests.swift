import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Lists by state, day and person", .timeLimit(.minutes(4))) struct FilterTests {
    /// Four appointments of two doctors and two patients, by name.
    struct Scene: Sendable {
        let doctors: [Clinic.Person]
        let patients: [Clinic.Person]
        let ids: [String: String]

        func names(_ answer: Answer) -> String {
            answer.ids.map { id in ids.first { $0.value == id }?.key ?? "?" }.joined()
        }
    }

    private static func run(_ body: @escaping @Sendable (Clinic, Scene) async throws -> Void) async throws {
        try await Clinic.open { clinic in
            let doctors = [try clinic.person(.doctor), try clinic.person(.doctor)]
            let patients = [try clinic.person(.patient), try clinic.person(.patient)]
            var ids: [String: String] = [:]
            for (name, doctor, patient, date) in [
                ("a", 0, 0, "2026-12-15"), ("b", 0, 0, "2026-12-16"), ("c", 0, 1, "2026-12-17"), ("d", 1, 0, "2026-12-18"),
            ] {
                ids[name] = try #require(await clinic.book(doctors[doctor].id, by: patients[patient], on: date)["id"]?.text)
            }
            _ = await clinic.approve(ids["b", default: ""], by: doctors[0])
            _ = await clinic.change("cancel", ids["c", default: ""], by: patients[1])
            try await body(clinic, Scene(doctors: doctors, patients: patients, ids: ids))
        }
    }

    @Test("my appointments by state and day; `from` is in, `to` is out")
    func mine() async throws {
        try await Self.run { clinic, scene in
            for (query, doctor, patient) in [
                ("status=PENDING", "a", "da"), ("status=APPROVED,CANCELLED", "cb", "b"), ("status=COMPLETED", "", ""),
                ("from=2026-12-16", "cb", "db"), ("to=2026-12-16", "a", "a"), ("from=2026-12-16&to=2026-12-18", "cb", "b"),
                ("from=2026-12-16&status=PENDING", "", "d"), ("status=&from=&to=", "cba", "dba"),
            ] {
                #expect(scene.names(await clinic.mine(scene.doctors[0], query: query)) == doctor, "\(query)")
                #expect(scene.names(await clinic.mine(scene.patients[0], query: query)) == patient, "\(query)")
            }
        }
    }

    @Test("an admin sees everybody's, by doctor and patient as well")
    func everyones() async throws {
        try await Self.run { clinic, scene in
            let admin = try clinic.person(.admin)
            for (query, names) in [
                ("", "dcba"), ("status=PENDING", "da"), ("doctorId=\(scene.doctors[0].id)", "cba"),
                ("patientId=\(scene.patients[0].id)&status=PENDING", "da"),
                ("patientId=\(scene.patients[0].id)&doctorId=\(scene.doctors[0].id)&from=2026-12-16", "b"),
            ] {
                let answer = await clinic.send(.get, "/api/appointments", query: query, token: admin.token)
                #expect(answer.status == 200 && scene.names(answer) == names, "\(query): \(answer.text)")
            }
            let first = await clinic.send(
                .get, "/api/appointments", query: "limit=1&doctorId=\(scene.doctors[0].id)&status=PENDING,APPROVED",
                token: admin.token)
            let cursor = try #require(first["nextCursor"]?.text)
            let next = "limit=1&doctorId=\(scene.doctors[0].id)&status=PENDING%2CAPPROVED&cursor=\(cursor)"
            #expect(first.fields["Link"] == "</api/appointments?\(next)>; rel=\"next\"")
            let second = await clinic.send(.get, "/api/appointments", query: next, token: admin.token)
            #expect(scene.names(first) == "b" && scene.names(second) == "a" && second["nextCursor"] == .null)
        }
    }

    @Test("parameters that cannot be read are refused, and those of another list")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let (patient, admin) = (try clinic.person(.patient), try clinic.person(.admin))
            for query in [
                "status=pending", "status=PENDING,", "status=PENDING&status=APPROVED", "from=2026-13-01", "to=tomorrow", "limit=0",
                "patientId=\(patient.id)", "cursor=x", "x=1",
            ] {
                let answer = await clinic.mine(patient, query: query)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
            let answer = await clinic.send(.get, "/api/appointments", query: "doctorId=1", token: admin.token)
            #expect(answer.status == 400 && answer.code == "invalid_parameter")
        }
    }
}
