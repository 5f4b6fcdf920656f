import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

extension Clinic {
    static let grants = "/api/appointments/break-glass"

    /// Somebody who has just shown who they are.
    func recent(_ role: Role, name: String = "Grace Hopper") throws -> Person {
        let person = try person(role, name: name)
        return Person(id: person.id, token: try token(person.id, role, name, age: 10))
    }

    func breakGlass(
        for patient: UserID, by person: Person, purpose: String = "BTG", minutes: Int = 30, delayed: Bool? = nil
    ) async -> Answer {
        let more = delayed.map { #","delayNotice":\#($0)"# } ?? ""
        let body =
            #"{"patientId":"\#(patient)","purpose":"\#(purpose)","reason":"unconscious in the waiting room","minutes":\#(minutes)\#(more)}"#
        return await send(.post, Self.grants, token: person.token, body: body)
    }

    func end(_ grant: String, by person: Person) async -> Answer {
        await send(.post, "\(Self.grants)/\(grant)/end", token: person.token)
    }

    func review(_ grant: String, by person: Person, _ verdict: String = "JUSTIFIED") async -> Answer {
        await send(.post, "\(Self.grants)/\(grant)/review", token: person.token, body: #"{"verdict":"\#(verdict)","note":"seen"}"#)
    }

    /// What the passing of time does about grants, as one of the replicas does it.
    func sweepGrants() async throws { try await parts.breakGlass.sweep() }

    func overdueGrants() async throws -> Int { try await parts.breakGlass.store.overdue() }

    /// As if so many hours had passed for all grants.
    func passGrants(hours: Int) async throws {
        _ = try await rows(
            """
            UPDATE break_glass SET starts_at = starts_at - make_interval(hours => $1::bigint::integer),
                ends_at = ends_at - make_interval(hours => $1::bigint::integer),
                tell_at = tell_at - make_interval(hours => $1::bigint::integer)
            """, [.int(hours)])
    }
}

/// A patient, whose appointment with a doctor is rejected for a reason; another doctor, and an admin.
struct GlassScene {
    /// In every text of the appointment.
    static let mark = "xQ7marker"

    let patient, doctor, other, admin: Clinic.Person
    let id: String

    init(_ clinic: Clinic) async throws {
        let (patient, doctor) = (try clinic.person(.patient), try clinic.recent(.doctor))
        let booked = await clinic.book(doctor.id, by: patient, reason: "\(Self.mark) visit")
        let id = try #require(booked["id"]?.text)
        let rejected = await clinic.change("reject", id, by: doctor, #"{"reason":"\#(Self.mark) why"}"#)
        #expect(rejected.status == 200)
        (self.patient, self.doctor, self.id) = (patient, doctor, id)
        (other, admin) = (try clinic.recent(.doctor), try clinic.recent(.admin))
    }

    /// What three reads of it tell: `shown`, `withheld`, or a status.
    func reads(_ clinic: Clinic, _ person: Clinic.Person) async -> [String] {
        var told: [String] = []
        for (path, query) in [
            ("/api/appointments/\(id)", nil), ("/api/appointments/\(id)/history", nil),
            ("/api/appointments", "patientId=\(patient.id)"),
        ] as [(String, String?)] {
            let answer = await clinic.send(.get, path, query: query, token: person.token)
            told.append(answer.status != 200 ? "\(answer.status)" : answer.text.contains(Self.mark) ? "shown" : "withheld")
        }
        return told
    }
}
