import AppointmentDomain
import Contracts
import CoreHTTP
import Foundation
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Appointments in calendar programs", .timeLimit(.minutes(5))) struct CalendarTests {
    @Test("a subscription shows what its owner has, readable without signing in, in the doctor's zone")
    func subscription() async throws {
        try await Clinic.open({ $0.clinicZone = Zone("Europe/Berlin") ?? .utc }) { clinic in
            let doctor = try clinic.person(.doctor, name: "Dr. Łukasz; Ćwikła, \\ 医者")
            let patient = try clinic.person(.patient, name: "Grace Hopper")
            var ids: [String] = []
            for (date, time) in [("2026-12-15", "10:00"), ("2027-03-28", "03:00"), ("2027-10-31", "02:30")] {
                ids.append(await clinic.book(doctor.id, by: patient, on: date, at: time)["id"]?.text ?? "")
            }
            #expect(await clinic.approve(ids[0], by: doctor).status == 200)
            _ = try await clinic.rows(
                "UPDATE appointments SET status = 'CANCELLED', cancelled_by = 'PATIENT', version = 2 WHERE id = $1", [.text(ids[1])]
            )
            let token = await clinic.send(.post, "/api/appointments/calendar-token", token: patient.token)
            let secret = try #require(token["token"]?.text)
            #expect(token.status == 201)
            #expect(token["url"]?.text == "http://localhost:3010/api/appointments/calendar.ics?token=\(secret)")
            let answer = await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(secret)")
            #expect(answer.status == 200 && answer.fields["Content-Type"] == "text/calendar; charset=utf-8")
            #expect(!answer.text.contains("Regular checkup"))
            let calendar = try await CalendarReader.read(answer.text)
            #expect(calendar["version"] == "2.0" && calendar["problems"]?.elements == [])
            #expect(calendar["zones"]?.elements?.map(\.text) == ["Europe/Berlin"])
            let events = try #require(calendar["events"]?.elements)
            #expect(events.map { $0["uid"]?.text } == ids.map { "\($0)@appointments.clinic" })
            #expect(events.map { $0["status"]?.text } == ["CONFIRMED", "CANCELLED", "TENTATIVE"])
            #expect(events.map { $0["sequence"]?.integer } == [1, 1, 0])
            // The last one's clock shows its time twice: the first counts.
            #expect(events.map { $0["start"]?.text } == ["2026-12-15T09:00:00Z", "2027-03-28T01:00:00Z", "2027-10-31T00:30:00Z"])
            #expect(events.allSatisfy { $0["zone"] == "Europe/Berlin" && $0["minutes"]?.integer == 30 })
            #expect(events.allSatisfy { $0["summary"] == "Appointment with Dr. Łukasz; Ćwikła, \\ 医者" })
        }
    }

    @Test("a token opens one calendar, until it is replaced or revoked; it opens nothing else")
    func tokens() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            _ = await clinic.book(doctor.id, by: patient)
            func make(_ person: Clinic.Person) async -> String {
                await clinic.send(.post, "/api/appointments/calendar-token", token: person.token)["token"]?.text ?? ""
            }
            func status(_ token: String) async -> Int {
                await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(token)").status
            }
            let (first, doctors) = (await make(patient), await make(doctor))
            #expect(await status(first) == 200)
            let second = await make(patient)
            #expect(await status(first) == 404)
            #expect(await status(second) == 200)
            #expect(await clinic.send(.get, "/api/appointments/my", token: second).status == 401)
            #expect(await clinic.send(.delete, "/api/appointments/calendar-token", token: patient.token).status == 204)
            #expect(await clinic.send(.delete, "/api/appointments/calendar-token", token: patient.token).status == 204)
            #expect(await status(second) == 404)
            let seen = await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(doctors)")
            #expect(seen.text.contains("SUMMARY:Appointment with Grace Hopper"))
            #expect(try await clinic.rows("SELECT token_hash FROM calendar_tokens")[0].bytes(0).count == 32)
            #expect(await clinic.send(.get, "/api/appointments/calendar.ics").status == 400)
            #expect(await clinic.send(.post, "/api/appointments/calendar-token").status == 401)
            #expect(
                await clinic.send(.post, "/api/appointments/calendar-token", token: try clinic.person(.admin).token).status == 403)
        }
    }

    @Test("a single appointment, for its two people and admins")
    func single() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let id = await clinic.book(doctor.id, by: patient)["id"]?.text ?? ""
            let path = "/api/appointments/\(id)/calendar.ics"
            for person in [doctor, patient, try clinic.person(.admin)] {
                let answer = await clinic.send(.get, path, token: person.token)
                let events = try await CalendarReader.read(answer.text)["events"]?.elements
                #expect(events?.count == 1 && events?.first?["start"] == "2026-12-15T10:00:00Z")
            }
            for person in [try clinic.person(.patient), try clinic.person(.doctor)] {
                #expect(await clinic.send(.get, path, token: person.token).status == 404)
            }
            #expect(await clinic.send(.get, "/api/appointments/none/calendar.ics", token: patient.token).status == 404)
            #expect(await clinic.send(.get, path).status == 401)
        }
    }
}
