import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("The clinic books for its patients", .timeLimit(.minutes(5))) struct BookingForPatientsTests {
    private func book(
        _ doctor: UserID, for patient: String?, by person: Clinic.Person, at time: String = "10:00", reason: String? = nil,
        fields: HTTPFields = [:], _ clinic: Clinic
    ) async -> Answer {
        let more = (patient.map { #","patientId":"\#($0)""# } ?? "") + (reason.map { #","reason":"\#($0)""# } ?? "")
        return await clinic.send(
            .post, "/api/appointments", token: person.token,
            body: #"{"doctorId":"\#(doctor)","appointmentDate":"2026-12-15","appointmentTime":"\#(time)"\#(more)}"#, fields: fields)
    }

    @Test("row, history, event and entry say who has booked for whom; of a patient without an account the event says so")
    func booked() async throws {
        try await Clinic.open { clinic in
            let (doctor, desk, admin) = (try clinic.person(.doctor), try clinic.person(.desk), try clinic.person(.admin))
            let patient = try clinic.person(.patient, name: "Paul Klee")
            #expect(await clinic.book(doctor.id, by: patient, at: "09:00").status == 201)
            let record = try #require(await clinic.register("Ben", "Müller", by: doctor)["id"]?.text)
            for (hour, item) in [
                (desk, patient.id.description, true), (admin, patient.id.description, true), (doctor, patient.id.description, true),
                (desk, record, false), (doctor, record, false),
            ].enumerated() {
                let (person, whose, hasAccount) = item
                let answer = await book(doctor.id, for: whose, by: person, at: "1\(hour):00", clinic)
                #expect(answer.status == 201, "\(answer.text)")
                let id = try #require(answer["id"]?.text)
                #expect(
                    answer["patientId"]?.text == whose && answer["patientName"]?.text == (hasAccount ? "Paul Klee" : "Ben Müller"))
                #expect(answer["bookedBy"]?["id"]?.text == person.id.description && answer["status"] == "PENDING")
                let history = try await clinic.rows(
                    "SELECT actor_id, actor_role FROM appointment_history WHERE appointment_id = $1::uuid", [.text(id)])
                let role = try #require(answer["bookedBy"]?["role"]?.text)
                #expect(try history[0].id(0) == person.id && history[0].text(1) == role)
                let payload = try await clinic.rows("SELECT payload FROM outbox WHERE key = $1::text", [.text(id)])[0].text(0)
                let event = try JSONReader.parse(Array(payload.utf8))
                #expect(event["actor"]?["id"]?.text == person.id.description && event["actor"]?["role"]?.text == role)
                #expect(event["bookedBy"]?["role"]?.text == role)
                #expect(event["patientHasAccount"] == (hasAccount ? nil : false))
                let entry = try await clinic.entries("appointment.book").last
                let whom = try #require(UserID(whose))
                #expect(entry?.actor == person.id && entry?.people == [whom] && entry?.role == role)
            }
            #expect(try await clinic.count("patients") == 2)
            // Those who book for themselves are told as before.
            let own = try await clinic.rows("SELECT payload FROM outbox ORDER BY id LIMIT 1")[0].text(0)
            #expect(!own.contains("bookedBy") && !own.contains("patientHasAccount"))
            // Whatever happens to it later keeps who booked it.
            let mine = await clinic.mine(patient)["appointments"]?.elements ?? []
            #expect(mine.compactMap { $0["bookedBy"]?["role"]?.text }.sorted() == ["ADMIN", "DESK", "DOCTOR"])
            let later = try #require(mine.first { $0["bookedBy"]?["role"] == "DESK" }?["id"]?.text)
            #expect(await clinic.approve(later, by: doctor)["bookedBy"]?["role"] == "DESK")
        }
    }

    @Test("who may book for whom: others' records are not there, a doctor books with themselves, the desk gives no reason")
    func refused() async throws {
        try await Clinic.open { clinic in
            let (doctor, other) = (try clinic.person(.doctor), try clinic.person(.doctor))
            let (desk, patient, stranger) = (try clinic.person(.desk), try clinic.person(.patient), try clinic.person(.patient))
            #expect(await clinic.book(other.id, by: stranger, at: "09:00").status == 201)
            let theirs = stranger.id.description
            let cases: [(Clinic.Person, UserID, String?, String?, Int, String)] = [
                (patient, doctor.id, theirs, nil, 404, "not_found"), (patient, doctor.id, "\(desk.id)", nil, 404, "not_found"),
                (patient, doctor.id, "x", nil, 422, "validation_failed"), (desk, doctor.id, nil, nil, 422, "validation_failed"),
                (desk, doctor.id, theirs, "a cough", 422, "validation_failed"),
                (desk, doctor.id, "\(patient.id)", nil, 404, "not_found"),
                (doctor, doctor.id, theirs, nil, 404, "not_found"), (other, doctor.id, theirs, nil, 403, "forbidden"),
                (doctor, doctor.id, "\(doctor.id)", nil, 422, "validation_failed"),
                (desk, desk.id, theirs, nil, 404, "doctor_not_found"),
            ]
            for (person, with, whose, reason, status, code) in cases {
                let answer = await book(with, for: whose, by: person, reason: reason, clinic)
                #expect(answer.status == status && answer.code == code, "\(answer.text)")
            }
            // A desk books with the doctors whose book it works with.
            #expect(await clinic.assign([other.id], to: desk.id, by: try clinic.person(.admin)).status == 200)
            let foreign = await book(doctor.id, for: theirs, by: desk, at: "12:00", clinic)
            #expect(foreign.status == 404 && foreign.code == "doctor_not_found")
            #expect(await book(other.id, for: theirs, by: desk, at: "12:00", clinic).status == 201)
            #expect(try await clinic.count("appointments") == 2)
            // Naming oneself is naming nobody.
            let own = await book(doctor.id, for: "\(patient.id)", by: patient, at: "11:00", reason: "a cough", clinic)
            #expect(own.status == 201 && own["bookedBy"] == nil && own["reason"] == "a cough")
        }
    }

    @Test("one patient is not in two places, whoever books; of desks that book one time at once one does; a key makes one booking")
    func constraints() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let (doctor, other) = (try clinic.person(.doctor), try clinic.person(.doctor))
            let desk = try clinic.person(.desk)
            let ben = try #require(await clinic.register("Ben", "One", by: desk)["id"]?.text)
            let ann = try #require(await clinic.register("Ann", "Two", by: desk)["id"]?.text)
            #expect(await book(doctor.id, for: ben, by: desk, clinic).status == 201)
            let busy = await book(other.id, for: ben, by: desk, at: "10:15", clinic)
            #expect(busy.code == "patient_busy" && busy["detail"] == "The patient has another appointment at that time.")
            #expect(await book(doctor.id, for: ann, by: desk, clinic).code == "slot_taken")
            let desks = try (0..<8).map { _ in try clinic.person(.desk) }
            let answers = await withTaskGroup(of: Int.self) { group in
                for (number, person) in desks.enumerated() {
                    group.addTask {
                        await book(doctor.id, for: number % 2 == 0 ? ben : ann, by: person, at: "12:00", clinic).status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == 201 } == 1 && answers.count { $0 == 409 } == 7)
            let key: HTTPFields = ["Idempotency-Key": "k"]
            let first = await book(doctor.id, for: ann, by: desk, at: "15:00", fields: key, clinic)
            _ = try await clinic.rows("UPDATE idempotency_keys SET status = NULL, body = NULL, fields = NULL")
            clinic.clock.advance(by: .seconds(61))
            let again = await book(doctor.id, for: ann, by: desk, at: "15:00", fields: key, clinic)
            #expect(first.status == 201 && again.status == 201 && again["id"] == first["id"])
            #expect(try await clinic.count("appointments") == 3)
        }
    }
}
