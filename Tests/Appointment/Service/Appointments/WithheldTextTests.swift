import Contracts
import CoreHTTP
import HTTPWire
import TestSupport
import Testing

@testable import AppointmentService

@Suite("Admins and the front desk read nobody's own words", .timeLimit(.minutes(4))) struct WithheldTextTests {
    private static let mark = "xQ7marker"
    /// In what doctors say of their absences, which admins may write, too.
    private static let away = "zK4absence"

    /// Appointments of a patient and a doctor, with a marker in each text that either can write, in every state.
    private func plant(
        _ clinic: Clinic, _ patient: Clinic.Person, _ doctor: Clinic.Person, _ admin: Clinic.Person, _ desk: Clinic.Person
    ) async throws -> [String] {
        let absence = #"{"from":"2027-02-24T00:00:00Z","to":"2027-02-26T00:00:00Z","reason":"\#(Self.away)"}"#
        #expect(await clinic.send(.post, "/api/appointments/time-off", token: doctor.token, body: absence).status == 201)
        var ids: [String] = []
        let reason = #"{"reason":"\#(Self.mark) why"}"#
        let steps: [[(String, Clinic.Person, String?)]] = [
            [("notes", doctor, #"{"notes":"\#(Self.mark) note"}"#)],
            [("approve", doctor, nil), ("complete", doctor, #"{"notes":"\#(Self.mark) note"}"#)],
            [("approve", doctor, nil), ("reschedule", doctor, #"{"appointmentDate":"2026-12-16","appointmentTime":"10:00"}"#)],
            [("reject", doctor, reason)], [("cancel", patient, reason)], [("cancel", doctor, reason)], [("cancel", admin, reason)],
            [("cancel", desk, reason)],
        ]
        for (day, changes) in steps.enumerated() {
            let booked = await clinic.book(doctor.id, by: patient, on: "2026-12-\(day + 18)", reason: "\(Self.mark) visit")
            let id = try #require(booked["id"]?.text)
            for (action, person, body) in changes {
                let answer = await clinic.change(action, id, by: person, body)
                #expect(answer.status == 200)
                #expect(answer.text.contains(Self.mark) == (person.id != admin.id && person.id != desk.id))
            }
            ids.append(id)
        }
        return ids
    }

    @Test("no answer of any route has a text for an admin or a desk; the two it concerns get all of them")
    func everyRoute() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor) = (try clinic.person(.patient), try clinic.person(.doctor))
            let (admin, desk) = (try clinic.person(.admin), try clinic.person(.desk))
            let ids = try await plant(clinic, patient, doctor, admin, desk)
            let queries = [
                nil, "limit=3", "sort=startsAt", "status=REJECTED,CANCELLED", "patientId=\(patient.id)", "doctorId=\(doctor.id)",
                "patientId=\(patient.id)&purpose=HLEGAL", "doctorId=\(doctor.id)&from=2026-12-01&to=2026-12-31", "token=x",
                "period=month&date=2026-12-15", "reason=\(Self.mark)", "q=\(Self.mark)", "notes=\(Self.mark)",
            ]
            for reader in [admin, desk] {
                var shown = 0
                for rule in RouteTable.appointment {
                    for id in rule.template.contains(":id") ? ids + ["\(desk.id)"] : [""] {
                        let path = rule.template.replacing(":id", with: id).replacing(":level", with: "0").replacing(
                            ":number", with: "0")
                        for query in rule.method == .get ? queries : [nil] {
                            let body = rule.method == .get || rule.method == .delete ? nil : "{}"
                            let answer = await clinic.send(
                                rule.method, path, query: query, token: reader.token, body: body, isHeldToContract: false)
                            let isClean =
                                !answer.text.contains(Self.mark) && (reader.id == admin.id || !answer.text.contains(Self.away))
                            #expect(isClean, "\(rule.method.name) \(path)?\(query ?? "")")
                            if answer.status == 200, answer.text.contains(#""restricted":true"#) { shown += 1 }
                        }
                    }
                }
                #expect(shown > ids.count)
            }
            for person in [patient, doctor] {
                let texts = try #require(await clinic.mine(person)["appointments"]?.elements)
                #expect(texts.count == ids.count && texts.allSatisfy { $0["reason"]?.text == "\(Self.mark) visit" })
                for id in ids.suffix(5) { #expect(await clinic.read(id, "/history", by: person).text.contains(Self.mark)) }
            }
        }
    }

    @Test("what is restricted says so and has none of the texts, and keeps everything else; a move's origin is no text")
    func shape() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor) = (try clinic.person(.patient), try clinic.person(.doctor))
            let (admin, desk) = (try clinic.person(.admin), try clinic.person(.desk))
            let texts: Set = ["reason", "notes", "rejectionReason", "cancellationReason"]
            for id in try await plant(clinic, patient, doctor, admin, desk) {
                for reader in [admin, desk] {
                    let (whole, part) = (await clinic.read(id, by: doctor), await clinic.read(id, by: reader))
                    let (all, left) = (try members(whole.json), try members(part.json))
                    #expect(left == all.subtracting(texts).union(["restricted"]))
                    for name in all.subtracting(texts) { #expect(whole[name] == part[name], "\(name)") }
                    #expect(whole.fields["etag"] == part.fields["etag"])
                    let steps = zip(
                        try #require(await clinic.read(id, "/history", by: doctor)["history"]?.elements),
                        try #require(await clinic.read(id, "/history", by: reader)["history"]?.elements))
                    for (whole, part) in steps {
                        let isReason = ["REJECTED", "CANCELLED"].contains(whole["to"]?.text)
                        #expect(part["restricted"] == (isReason ? true : nil))
                        #expect(part["context"] == (isReason ? nil : whole["context"]))
                    }
                }
            }
        }
    }

    private func members(_ json: JSONValue?) throws -> Set<String> {
        guard case .object(let object) = json else { throw NoObject() }
        return Set(object.members.map(\.name))
    }

    private struct NoObject: Error {}

    @Test("a page in the cache is nobody's in another role")
    func cache() async throws {
        try await Clinic.openCaching { clinic, routers, _ in
            let (patient, doctor) = (try clinic.person(.patient), try clinic.person(.doctor))
            _ = await clinic.book(doctor.id, by: patient, reason: "\(Self.mark) visit")
            for person in [patient, doctor] {
                for role in [Role.patient, .doctor, .desk, .admin] {
                    // Made anew for who may have it, before somebody else asks.
                    for router in routers {
                        let own = await clinic.send(.get, "/api/appointments/my", token: person.token, through: router.router)
                        #expect(own.text.contains(Self.mark))
                        let answer = await clinic.send(
                            .get, "/api/appointments/my", token: try clinic.token(person.id, role), through: router.router)
                        let isOwn = role == (person.id == patient.id ? .patient : .doctor)
                        #expect(answer.status == (role == .patient || role == .doctor ? 200 : 403))
                        #expect(answer.text.contains(Self.mark) == isOwn)
                    }
                }
            }
        }
    }
}
