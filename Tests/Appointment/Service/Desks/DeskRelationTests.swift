import Contracts
import CoreHTTP
import HTTPWire
import Testing

@testable import AppointmentService

/// Who may do what with an appointment, by how it concerns them; `whole` is a desk with everybody's book.
@Suite("Route × relation", .timeLimit(.minutes(4))) struct DeskRelationTests {
    private static let columns = ["assigned", "whole", "other desk", "admin", "doctor", "other doctor", "patient", "other patient"]
    private static let table = """
        GET   /ID                             200  200  404  200  200  404  200  404
        GET   /ID/history                     200  200  404  200  200  404  200  404
        GET   /ID/calendar.ics                403  403  403  200  200  404  200  404
        GET   ?doctorId=DOCTOR                1    1    0    1    403  403  403  403
        GET   ?patientId=PATIENT              1    1    0    1    403  403  403  403
        GET   ?from=2026-12-01                1    1    0    1    403  403  403  403
        GET   /my                             403  403  403  403  1    0    1    0
        GET   /schedule?doctorId=DOCTOR       200  200  404  200  200  404  403  403
        GET   /availability?doctorId=DOCTOR   200  200  404  200  200  200  200  200
        GET   /desks/DESK/doctors             200  404  404  200  403  403  403  403
        PUT   /desks/DESK/doctors             403  403  403  200  403  403  403  403
        GET   /patients?birthDate=1990-01-01  200  200  200  200  200  200  403  403
        GET   /patients/PATIENT               200  200  200  200  200  404  200  404
        PATCH /patients/PATIENT               200  200  200  200  200  404  403  403
        PATCH /ID/approve                     403  403  403  403  200  404  403  403
        PATCH /ID/reject                      403  403  403  403  200  404  403  403
        PATCH /ID/complete                    403  403  403  403  409  404  403  403
        PATCH /ID/uncomplete                  403  403  403  403  409  404  403  403
        PATCH /ID/notes                       403  403  403  403  200  404  403  403
        PATCH /ID/cancel                      200  200  404  200  200  404  200  404
        PATCH /ID/reschedule                  200  200  404  403  200  404  200  404
        PUT   /schedule?doctorId=DOCTOR       403  403  403  422  422  404  403  403
        POST  /time-off?doctorId=DOCTOR       403  403  403  422  422  404  403  403
        POST  /calendar-token                 403  403  403  403  201  201  201  201
        POST  /break-glass                    403  403  403  401  401  401  403  403
        GET   /statistics                     403  403  403  200  403  403  403  403
        """

    @Test("every route as everybody, each time with a new appointment")
    func relations() async throws {
        try await Clinic.open { clinic in
            let people = try [.desk, .desk, .desk, .admin, .doctor, .doctor, .patient, .patient].map { try clinic.person($0) }
            let (desk, admin, doctor, patient) = (people[0], people[3], people[4], people[6])
            #expect(await clinic.assign([doctor.id], to: desk.id, by: admin).status == 200)
            #expect(await clinic.assign([people[5].id], to: people[2].id, by: admin).status == 200)
            var place = 0
            for line in Self.table.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                let method: HTTPMethod = ["GET": .get, "PUT": .put, "POST": .post, "PATCH": .patch][words[0]] ?? .get
                for (column, (person, expected)) in zip(people, words[2...]).enumerated() {
                    _ = try await clinic.rows("DELETE FROM appointments")
                    place += 1
                    let booked = await clinic.book(doctor.id, by: patient, on: "2026-12-\(10 + place % 20)")
                    let id = try #require(booked["id"]?.text)
                    let address = words[1].replacing("ID", with: id, maxReplacements: words[1].hasPrefix("/ID") ? 1 : 0)
                        .replacing("DOCTOR", with: "\(doctor.id)").replacing("PATIENT", with: "\(patient.id)")
                        .replacing("DESK", with: "\(desk.id)")
                    let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                    let body =
                        switch (method, parts[0].split(separator: "/").last.map(String.init)) {
                        case (.get, _): nil as String?
                        case (.put, "doctors"): #"{"doctorIds":["\#(doctor.id)"]}"#
                        case (_, "notes"): #"{"notes":null}"#
                        case (_, "reschedule"): #"{"appointmentDate":"2027-01-11","appointmentTime":"10:00"}"#
                        default: "{}"
                        }
                    let answer = await clinic.send(
                        method, "/api/appointments\(parts[0])", query: parts.count > 1 ? parts[1] : nil, token: person.token,
                        body: body)
                    let isList = expected.count == 1
                    let found = isList && answer.status == 200 ? "\(answer.ids.count { $0 == id })" : "\(answer.status)"
                    #expect(found == expected, "\(words[0]) \(words[1]) as \(Self.columns[column]): \(answer.text)")
                    let isRefused = ["403", "404"].contains(expected)
                    if isRefused { #expect(await clinic.read(id, by: doctor)["version"] == 1) }
                }
            }
        }
    }
}
