import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Logging
import Postgres
import ServiceRuntime
import Testing
import TestSupport

@testable import AppointmentService
@testable import NotificationService

@Suite("Events, the contract and their reader", .timeLimit(.minutes(2))) struct EventContractTests {
    /// Members that nobody reads and that stay for who knows the contract of yesterday.
    private static let alwaysNull: Set = ["notes"]

    /// One of each type and of all that can be in them.
    private func everything(_ clinic: Clinic) async throws -> [JSONValue] {
        let moved = try await ChangeTests.pair(clinic)
        #expect(await clinic.approve(moved.id, by: moved.doctor).status == 200)
        #expect(await clinic.reschedule(moved.id, by: moved.doctor, to: "2026-12-16").status == 200)
        let completed = try await ChangeTests.pair(clinic, on: "2026-12-17")
        #expect(await clinic.approve(completed.id, by: completed.doctor).status == 200)
        #expect(await clinic.change("complete", completed.id, by: completed.doctor, #"{"notes":"well"}"#).status == 200)
        #expect(await clinic.change("uncomplete", completed.id, by: completed.doctor).status == 200)
        let rejected = try await ChangeTests.pair(clinic, on: "2026-12-18")
        #expect(await clinic.change("reject", rejected.id, by: rejected.doctor, #"{"reason":"ill"}"#).status == 200)
        let cancelled = try await ChangeTests.pair(clinic, on: "2026-12-19")
        #expect(await clinic.change("cancel", cancelled.id, by: cancelled.patient, #"{"reason":"ill"}"#).status == 200)
        let record = try #require(await clinic.register("Ben", "Müller", by: moved.doctor)["id"]?.text)
        let booking =
            #"{"doctorId":"\#(moved.doctor.id)","patientId":"\#(record)","appointmentDate":"2026-12-20","appointmentTime":"10:00","reason":"a cough"}"#
        #expect(await clinic.send(.post, "/api/appointments", token: moved.doctor.token, body: booking).status == 201)
        let admin = try clinic.recent(.admin, name: "Alan Turing")
        _ = try await clinic.rows(
            "INSERT INTO people (id, name, version, role, active) VALUES ($1, 'Alan Turing', 1, 'ADMIN', true)", [.id(admin.id)])
        #expect(await clinic.read(moved.id, by: admin).status == 200)
        #expect(await clinic.breakGlass(for: moved.patient.id, by: admin).status == 201)
        clinic.clock.set(try #require(Instant("2026-12-15T10:00:00Z")).milliseconds)
        try await clinic.sweep()
        return try await clinic.rows("SELECT payload FROM outbox ORDER BY id").map { try JSONReader.parse(Array($0.text(0).utf8)) }
    }

    @Test("every member that is written is in the contract and read; every member of the contract is written by some event")
    func members() async throws {
        try await Clinic.open({
            $0.eventsCarryReason = true
            $0.audit.showsStaff = true
        }) { clinic in
            let events = try await everything(clinic)
            #expect(Set(events.compactMap { $0["type"]?.text }) == Set(AppointmentEventType.allCases.map(\.rawValue)))
            let contract = APIContract.of("events").members(ofMessage: "AppointmentEvent")
            var written: Set<String> = []
            for event in events {
                let members = event.members ?? []
                #expect(Set(members.map(\.name)).isSubset(of: contract))
                written.formUnion(members.filter { $0.value != .null }.map(\.name))
            }
            #expect(written == contract.subtracting(Self.alwaysNull))
            var read: Set<String> = []
            for event in events {
                let type = try #require(AppointmentEventType(rawValue: event["type"]?.text ?? ""))
                for child in Mirror(reflecting: try AppointmentEvent(type, EventMembers(event))).children {
                    if let value = child.value as Any?, "\(value)" != "nil", let label = child.label { read.insert(label) }
                }
            }
            #expect(read.count == written.count, "\(read.sorted())")
        }
    }

    @Test(
        "the notes are in no event, the reason for a visit only where e-mails are to carry it, other reasons in the event of what they are for",
        arguments: [false, true])
    func reasons(carried: Bool) async throws {
        try await Clinic.open({ $0.eventsCarryReason = carried }) { clinic in
            let events = try await everything(clinic)
            for event in events {
                let type = try #require(event["type"]?.text)
                #expect(event["notes"] == .null)
                let isAboutAccess = AppointmentEventType(rawValue: type)?.isAboutAccess == true
                #expect((event["reason"] != .null) == (carried && !isAboutAccess), "\(type)")
                #expect((event["rejectionReason"] != .null) == (type == "appointment.rejected"), "\(type)")
                let isCancelled = type == "appointment.cancelled"
                #expect((event["cancellationReason"] != .null) == isCancelled, "\(type)")
                #expect(APIContract.of("events").violations(ofMessage: "AppointmentEvent", event).isEmpty)
            }
            // A replica of yesterday that calls what it knows tells neither.
            for arguments in ["", ", NULL, NULL, NULL, 60"] {
                let rows = try await clinic.rows(
                    "SELECT appointment_event('appointment.reminder', a, NULL::uuid, 'SYSTEM'\(arguments)) FROM appointments a")
                for row in rows {
                    let json = try JSONReader.parse(Array(try row.text(0).utf8))
                    #expect(json["reason"] == .null && json["notes"] == .null)
                }
            }
        }
    }

    @Test("what a replica of yesterday calls the function with gives an event as it did, and one that is read")
    func yesterday() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            for arguments in ["NULL, 'SYSTEM'", "a.patient_id, 'PATIENT', a.date, a.time"] {
                let row = try await clinic.rows(
                    "SELECT appointment_event('appointment.rescheduled', a, \(arguments)) FROM appointments a")[0]
                let json = try JSONReader.parse(Array(try row.text(0).utf8))
                #expect(APIContract.of("events").violations(ofMessage: "AppointmentEvent", json).isEmpty)
                let event = try AppointmentEvent(.rescheduled, EventMembers(json))
                #expect(event.appointmentID.description == pair.id && event.previousTimeZone == nil && event.leadMinutes == nil)
            }
        }
    }

    @Test("a visit that moves into another zone tells both, in the event and in its history")
    func zones() async throws {
        try await Clinic.open({ $0.clinicZone = Zone("Europe/Berlin") ?? .utc }) { clinic in
            let pair = try await ChangeTests.pair(clinic)
            _ = try await clinic.rows(
                "INSERT INTO doctor_settings (doctor_id, time_zone) VALUES ($1, 'America/New_York')", [.id(pair.doctor.id)])
            #expect(await clinic.reschedule(pair.id, by: pair.doctor, to: "2026-12-16", "04:00").status == 200)
            let rows = try await clinic.rows("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")
            let event = try AppointmentEvent(.rescheduled, EventMembers(JSONReader.parse(Array(try rows[0].text(0).utf8))))
            #expect(event.timeZone == "America/New_York" && event.previousTimeZone == "Europe/Berlin")
            let history = await clinic.read(pair.id, "/history", by: pair.patient)["history"]?.elements
            #expect(history?.last?["context"] == "2026-12-15 10:00 (Europe/Berlin)")
        }
    }
}
