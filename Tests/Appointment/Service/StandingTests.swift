import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Logging
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Every right is asked of the person as he is now", .timeLimit(.minutes(5))) struct StandingTests {
    private static let tokenPath = "/api/appointments/calendar-token"

    private static func token(_ clinic: Clinic, _ person: Clinic.Person, key: String? = nil) async -> Answer {
        await clinic.send(.post, tokenPath, token: person.token, fields: key.map { ["Idempotency-Key": $0] } ?? [:])
    }

    private static func feed(_ clinic: Clinic, _ token: String?) async -> Int {
        await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(token ?? "")").status
    }

    @Test(
        "a calendar's address ends with what it was made for, and does not come back; a new name changes nothing",
        arguments: [Role.patient, .doctor])
    func calendars(role: Role) async throws {
        try await Clinic.open { clinic in
            let other = role == .doctor ? Role.patient : .doctor
            let now = { clinic.clock.clock.instant }
            // What auth tells, and whether the address from before still opens.
            let changes: [(role: Role, active: Bool, hasNewStanding: Bool, opens: Bool)] = [
                (role, true, false, true), (role, false, true, false), (role, true, true, false), (other, true, true, false),
                (other, true, false, false), (.admin, true, false, false), (role, false, false, false),
            ]
            for change in changes {
                let person = try clinic.person(role)
                let address = await Self.token(clinic, person)["token"]?.text
                #expect(await Self.feed(clinic, address) == 200)
                clinic.clock.advance(by: .seconds(10))
                let told = UserChange(
                    id: person.id, version: 2, name: "Grace Murray Hopper", role: change.role, active: change.active,
                    since: change.hasNewStanding ? now() : nil)
                try await NameStore(pool: clinic.pool).apply([told])
                #expect(await Self.feed(clinic, address) == (change.opens ? 200 : 404), "\(change)")
                clinic.clock.advance(by: .seconds(10))
                // Whose session has not heard of it gets no new one; who is what he says does.
                let again = await Self.token(clinic, person)
                let isAsSaid = change.role == role && change.active
                #expect(again.status == (isAsSaid ? 201 : 401), "\(change)")
                if isAsSaid { #expect(await Self.feed(clinic, again["token"]?.text) == 200) }
            }
        }
    }

    @Test("a former doctor sees nobody's visits any more, a patient who became a doctor his own still")
    func roles() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = await clinic.book(doctor.id, by: patient)["id"]?.text ?? ""
            #expect(await clinic.approve(id, by: doctor).status == 200)
            let paths = ["/api/appointments/\(id)", "/api/appointments/\(id)/history", "/api/appointments/\(id)/calendar.ics"]
            let readers: [(UserID, Role, Int)] = [
                (doctor.id, .doctor, 200), (doctor.id, .patient, 404), (patient.id, .patient, 200), (patient.id, .doctor, 200),
                (try clinic.person(.doctor).id, .doctor, 404), (doctor.id, .admin, 200),
            ]
            for (reader, role, status) in readers {
                let token = try clinic.token(reader, role)
                for path in paths { #expect(await clinic.send(.get, path, token: token).status == status, "\(role) \(path)") }
                let moved = await clinic.send(
                    .patch, "/api/appointments/\(id)/reschedule", token: token,
                    body: #"{"appointmentDate":"2026-12-15","appointmentTime":"10:00"}"#)
                if status == 404 { #expect(moved.status == 404, "\(role)") }
            }
        }
    }

    @Test("an answer that was kept for a repeated request is of the role it was given to")
    func answers() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let key: HTTPFields = ["Idempotency-Key": "k"]
            #expect(await clinic.book(doctor.id, by: patient, fields: key).status == 201)
            for role in [Role.doctor, .admin] {
                let former = Clinic.Person(id: patient.id, token: try clinic.token(patient.id, role))
                let answer = await clinic.book(doctor.id, by: former, fields: key)
                #expect(answer.pointers == ["/patientId"] && answer["reason"] == nil, "\(role)")
            }
        }
    }

    @Test("a token that is handed out is kept nowhere in plain; the request repeated makes another one")
    func secrets() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let (first, second) = (await Self.token(clinic, patient, key: "k"), await Self.token(clinic, patient, key: "k"))
            #expect(first.status == 201 && second.status == 201 && first["token"] != second["token"])
            #expect(await Self.feed(clinic, second["token"]?.text) == 200)
            for table in try await clinic.rows(
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()")
            {
                let name = try table.text(0)
                for row in try await clinic.rows("SELECT row_to_json(t)::text FROM \"\(name)\" t") {
                    for answer in [first, second] {
                        let secret = try #require(answer["token"]?.text)
                        let hex = secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                        #expect(try !row.text(0).contains(secret) && !row.text(0).contains(hex), "\(name)")
                    }
                }
            }
        }
    }

    @Test("nobody whose account is off is reminded; who is on again is")
    func reminders() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = await clinic.book(doctor.id, by: patient)["id"]?.text ?? ""
            #expect(await clinic.approve(id, by: doctor).status == 200)
            clinic.clock.set(try #require(Instant("2026-12-14T10:30:00Z")).milliseconds)
            for (version, active) in [(Int64(2), false), (3, true)] {
                let change = UserChange(id: patient.id, version: version, name: "Grace Hopper", role: .patient, active: active)
                try await NameStore(pool: clinic.pool).apply([change])
                try await clinic.sweep()
                let sent = try await clinic.rows("SELECT count(*) FROM outbox WHERE type = 'appointment.reminder'")[0].int(0)
                #expect(sent == (active ? 1 : 0))
            }
        }
    }
}
