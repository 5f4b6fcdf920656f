import Audit
import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Access log: changes", .timeLimit(.minutes(4))) struct ChangeAuditTests {
    @Test("the policy has a line for every route, and none for others")
    func policy() async throws {
        try await Clinic.open { clinic in
            #expect(AuditPolicy.appointments.violations(of: clinic.router.routes) == [])
            #expect(AuditPolicy([]).violations(of: clinic.router.routes).count == clinic.router.routes.count)
        }
    }

    @Test("every step of an appointment's history has one entry, of the same version, by the same person, of its patient")
    func history() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor, admin) = (try clinic.person(.patient), try clinic.person(.doctor), try clinic.person(.admin))
            func booked(_ time: String) async throws -> String {
                try #require(await clinic.book(doctor.id, by: patient, at: time)["id"]?.text)
            }
            let walks: [[(String, Clinic.Person, String?)]] = [
                [("approve", doctor, nil), ("complete", doctor, nil), ("uncomplete", doctor, nil), ("cancel", doctor, nil)],
                [("reject", doctor, #"{"reason":"full"}"#)],
                [("cancel", patient, nil)], [("cancel", admin, nil)],
                [
                    ("approve", doctor, nil),
                    ("reschedule", patient, #"{"appointmentDate":"2026-12-16","appointmentTime":"11:00"}"#),
                    ("reschedule", doctor, #"{"appointmentDate":"2026-12-17","appointmentTime":"11:00"}"#),
                    ("approve", doctor, nil), ("complete", doctor, nil), ("notes", doctor, #"{"notes":"rest"}"#),
                ],
            ]
            for (number, walk) in walks.enumerated() {
                let id = try await booked("1\(number):00")
                for (action, person, body) in walk {
                    #expect(await clinic.change(action, id, by: person, body).status == 200, "\(action)")
                }
            }
            // And what time does.
            _ = try await booked("16:00")
            clinic.clock.advance(by: .seconds(40 * 86_400))
            try await clinic.sweep()
            let entries = try await clinic.entries()
            #expect(entries.allSatisfy { $0.outcome == 0 && $0.times == 1 && $0.people == [patient.id] })
            #expect(Set(entries.map(\.event)).isSuperset(of: ["appointment.book", "appointment.notes", "appointment.expire"]))
            let unlike = try await clinic.rows(
                """
                SELECT h.appointment_id, h.version, e.event
                FROM appointment_history h
                FULL JOIN access_log e ON e.object_id = h.appointment_id AND e.object_version = h.version
                WHERE h.version IS NULL OR e.id IS NULL OR e.actor_id IS DISTINCT FROM h.actor_id OR e.role <> h.actor_role
                   OR (e.session_id IS NULL) <> (h.actor_role = 'SYSTEM')
                """)
            #expect(unlike.isEmpty)
            #expect(try await clinic.count("appointment_history") == entries.count)
            let purposes = Set(entries.map { "\($0.role) \($0.purpose)" })
            #expect(purposes == ["PATIENT PATRQT", "DOCTOR TREAT", "ADMIN PATADMIN", "SYSTEM HOPERAT"])
        }
    }

    @Test("what cannot be recorded does not happen")
    func together() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor) = (try clinic.person(.patient), try clinic.person(.doctor))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            _ = try await clinic.rows("ALTER TABLE access_log RENAME TO elsewhere")
            let body = #"{"doctorId":"\#(doctor.id)","appointmentDate":"2026-12-15","appointmentTime":"12:00"}"#
            for (method, path, person) in [
                (.post, "", patient), (.patch, "/\(id)/approve", doctor), (.get, "/\(id)", doctor), (.get, "/my", doctor),
            ] as [(HTTPMethod, String, Clinic.Person)] {
                let answer = await clinic.send(
                    method, "/api/appointments\(path)", token: person.token, body: method == .post ? body : nil,
                    isHeldToContract: false)
                #expect(answer.status == 500, "\(path)")
            }
            // One's own is shown, and told later.
            #expect(await clinic.read(id, by: patient)["status"] == "PENDING")
            _ = try await clinic.rows("ALTER TABLE elsewhere RENAME TO access_log")
            #expect(try await clinic.count("appointments") == 1)
            #expect(try await clinic.entries("appointment.read").map(\.actor) == [patient.id])
        }
    }

    @Test("a schedule's changes, and a calendar's token, are recorded; an absence that is asked for twice once")
    func others() async throws {
        try await Clinic.open { clinic in
            let (patient, doctor, admin) = (try clinic.person(.patient), try clinic.person(.doctor), try clinic.person(.admin))
            let absence = #"{"from":"2026-12-24T00:00:00Z","to":"2026-12-26T00:00:00Z","reason":"away"}"#
            let path = "/api/appointments/time-off"
            let added = await clinic.send(.post, path, token: doctor.token, body: absence)
            #expect(added.status == 201)
            let id = try #require(added["id"]?.text)
            #expect(await clinic.send(.delete, "\(path)/\(id)", token: admin.token).status == 204)
            #expect(await clinic.send(.delete, "\(path)/\(id)", token: admin.token).status == 404)
            for person in [patient, doctor] {
                #expect(await clinic.send(.post, "/api/appointments/calendar-token", token: person.token).status == 201)
            }
            #expect(await clinic.send(.delete, "/api/appointments/calendar-token", token: patient.token).status == 204)
            #expect(await clinic.send(.delete, "/api/appointments/calendar-token", token: patient.token).status == 204)
            let told = try await clinic.entries().map { "\($0.event) \($0.role) \($0.outcome) \($0.people.count)" }
            #expect(
                told == [
                    "schedule.time_off.add DOCTOR 0 0", "schedule.time_off.remove ADMIN 0 0", "calendar.subscribe PATIENT 0 1",
                    "calendar.subscribe DOCTOR 0 0", "calendar.unsubscribe PATIENT 0 1", "schedule.time_off.remove ADMIN 4 0",
                ])
        }
    }

    @Test("entries are neither changed nor removed; their details can be taken away")
    func grows() async throws {
        try await Clinic.open { clinic in
            _ = await clinic.book(try clinic.person(.doctor).id, by: try clinic.person(.patient))
            for attempt in [
                "UPDATE access_log SET event = 'none'", "UPDATE access_log SET private = '{}'", "DELETE FROM access_log",
                "TRUNCATE access_log", "DELETE FROM access_subjects", "UPDATE audit_subjects SET person_id = gen_random_uuid()",
                "UPDATE access_log SET salt = NULL, private = NULL, purpose = 'BTG'",
            ] {
                await #expect(throws: PostgresError.self, "\(attempt)") { try await clinic.rows(attempt) }
            }
            #expect(try await clinic.rows("SELECT private FROM access_log")[0].text(0) == #"{"ip":"127.0.0.1"}"#)
            _ = try await clinic.rows("UPDATE access_log SET salt = NULL, private = NULL")
            #expect(try await clinic.rows("SELECT count(*) FROM access_log WHERE private IS NULL")[0].int(0) == 1)
        }
    }

    @Test("a month has its partition, whatever is there already")
    func partitions() async throws {
        try await Clinic.open { clinic in
            clinic.clock.advance(by: .seconds(400 * 86_400))
            #expect(
                await clinic.send(.post, "/api/appointments/calendar-token", token: try clinic.person(.patient).token).status == 201
            )
            #expect(try await clinic.count("access_log_rest") == 1)
            let partitions = """
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'access_log'::regclass ORDER BY 1
                """
            // The migration has made those of today, whenever that is.
            let today = try await clinic.rows(partitions).map { try $0.text(0) }
            for day in ["2027-11-30", "2028-02-29", "2028-02-29"] {
                _ = try await clinic.rows("SELECT audit_prepare($1::date)", [.text(day)])
            }
            let names = try await clinic.rows(partitions).map { try $0.text(0) }.filter { !today.contains($0) }
            #expect(names == ["access_log_202711", "access_log_202712", "access_log_202802", "access_log_202803"])
            #expect(try await clinic.entries().count == 1)
        }
    }
}
