import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Testing

@testable import AppointmentService

@Suite("Which doctors' book a front desk works with", .timeLimit(.minutes(4))) struct DeskAssignmentTests {
    @Test("an admin says it and the desk reads its own: everybody's at first, then those named, each once, and everybody's again")
    func life() async throws {
        try await Clinic.open { clinic in
            let (admin, desk) = (try clinic.person(.admin), try clinic.person(.desk))
            let doctors = try (0..<3).map { _ in try clinic.person(.doctor).id }.sorted()
            for (round, wanted) in [[], [2, 0, 2], [1], [], [0, 1, 2]].enumerated() {
                if round > 0 {
                    let answer = await clinic.assign(wanted.map { doctors[$0] }, to: desk.id, by: admin)
                    #expect(answer.status == 200, "\(answer.text)")
                }
                for person in [admin, desk] {
                    let answer = await clinic.doctors(of: desk.id, by: person)
                    #expect(answer.status == 200 && answer.fields["etag"] == "\"\(round)\"")
                    #expect(answer.doctorIDs == Set(wanted).sorted().map { "\(doctors[$0])" })
                }
            }
            let told = try await clinic.entries("desk.assign")
            #expect(told.count == 4 && told.allSatisfy { $0.actor == admin.id && $0.object == desk.id.uuid && $0.people.isEmpty })
        }
    }

    @Test("nobody else says or reads it; whoever is no desk has none")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let (admin, desk, other) = (try clinic.person(.admin), try clinic.person(.desk), try clinic.person(.desk))
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            #expect(await clinic.doctors(of: desk.id, by: other).status == 404)
            for person in [desk, other] { #expect(await clinic.assign([doctor.id], to: desk.id, by: person).status == 403) }
            for person in [doctor, patient] {
                #expect(await clinic.doctors(of: desk.id, by: person).status == 403)
                #expect(await clinic.assign([doctor.id], to: desk.id, by: person).status == 403)
                #expect(await clinic.doctors(of: person.id, by: admin).status == 404)
                #expect(await clinic.assign([doctor.id], to: person.id, by: admin).status == 404)
            }
            for id in ["x", "\(clinic.ids.next() as UserID)"] {
                #expect(await clinic.send(.get, "/api/appointments/desks/\(id)/doctors", token: admin.token).status == 404)
            }
            #expect(try await clinic.count("desk_assignments") == 0)
            clinic.auth.failure = .serviceUnavailable
            for answer in [await clinic.doctors(of: desk.id, by: admin), await clinic.assign([], to: desk.id, by: admin)] {
                #expect(answer.status == 503 && answer.code == "auth_unavailable")
            }
            #expect(await clinic.doctors(of: desk.id, by: desk).status == 200)
        }
    }

    @Test("unknown doctors are named at their places and nothing is changed; one who is switched off stays, and does not come anew")
    func unknown() async throws {
        try await Clinic.open({ $0.doctors.cache.fresh = .zero }) { clinic in
            let (admin, desk, patient) = (try clinic.person(.admin), try clinic.person(.desk), try clinic.person(.patient))
            let doctors = try (0..<2).map { _ in try clinic.person(.doctor).id }
            #expect(await clinic.assign([doctors[0]], to: desk.id, by: admin).status == 200)
            let answer = await clinic.assign([doctors[1], patient.id, doctors[0], desk.id], to: desk.id, by: admin)
            #expect(answer.status == 422 && answer.pointers == ["/doctorIds/1", "/doctorIds/3"])
            #expect(answer.text.contains("\(patient.id)") && answer.text.contains("\(desk.id)"))
            for doctor in doctors { clinic.auth.users[doctor]?.active = false }
            #expect(await clinic.assign(doctors, to: desk.id, by: admin).pointers == ["/doctorIds/1"])
            #expect(await clinic.assign([doctors[0]], to: desk.id, by: admin).doctorIDs == ["\(doctors[0])"])

            let path = "/api/appointments/desks/\(desk.id)/doctors"
            let many = (0...DeskAssignment.limit).map { _ in "\"\(clinic.ids.next() as UserID)\"" }.joined(separator: ",")
            for (body, status) in [
                ("{}", 422), (#"{"doctorIds":null}"#, 422), (#"{"doctorIds":["x"]}"#, 422), (#"{"doctorIds":[],"more":1}"#, 422),
                (#"{"doctorIds":[\#(many)]}"#, 422), ("[", 400),
            ] {
                #expect(await clinic.send(.put, path, token: admin.token, body: body).status == status, "\(body.prefix(40))")
            }
            #expect(await clinic.doctors(of: desk.id, by: desk).fields["etag"] == "\"2\"")
        }
    }

    @Test("of many who change the same version one does; what stands is what one of them said")
    func race() async throws {
        try await Clinic.open(connections: 6) { clinic in
            let (admin, desk) = (try clinic.person(.admin), try clinic.person(.desk))
            let doctors = try (0..<8).map { _ in try clinic.person(.doctor).id }
            for round in 0..<10 {
                let statuses = await withTaskGroup { group in
                    for doctor in doctors {
                        group.addTask {
                            await clinic.assign([doctor], to: desk.id, by: admin, fields: ["if-match": "\"\(round)\""]).status
                        }
                    }
                    return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                }
                #expect(statuses == [200: 1, 412: 7])
                // Without a condition the last one holds, whole.
                #expect(await clinic.doctors(of: desk.id, by: admin).doctorIDs.count == 1)
            }
            await withTaskGroup { group in
                for doctor in doctors { group.addTask { _ = await clinic.assign([doctor], to: desk.id, by: admin) } }
            }
            let answer = await clinic.doctors(of: desk.id, by: admin)
            #expect(answer.doctorIDs.count == 1 && answer.fields["etag"] == "\"18\"")
            #expect(try await clinic.entries("desk.assign").filter { $0.outcome == 0 }.count == 18)
        }
    }
}
