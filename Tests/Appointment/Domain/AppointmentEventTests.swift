import AppointmentDomain
import Contracts
import Foundation
import Testing

@Suite("Events about appointments")
struct AppointmentEventTests {
    private let appointment: Appointment
    private let patient = UserID(UUIDValue(high: 1, low: 1))
    private let doctor = UserID(UUIDValue(high: 2, low: 2))

    init() throws {
        let start = try #require(Instant("2026-12-15T09:00:00Z"))
        appointment = Appointment(
            id: AppointmentID(UUIDValue(high: 3, low: 3)), patientID: patient, doctorID: doctor, patientName: "John Doe",
            doctorName: "Ada Lovelace",
            time: BookedTime(
                date: try #require(CalendarDate("2026-12-15")), time: try #require(WallTime("10:00")), timeZone: "Europe/Berlin",
                startsAt: start, endsAt: start.adding(minutes: 30), doctorFreeAt: start.adding(minutes: 40)),
            status: .cancelled, reason: "checkup", notes: "notes", cancelledBy: .doctor, cancellationReason: "ill", version: 4,
            createdAt: start, updatedAt: start)
    }

    @Test("an event says what the appointment is after the change, who made it, and what it was moved from")
    func fields() throws {
        let event = appointment.event(.cancelled, by: EventActor(doctor, as: .doctor))
        #expect(event.type == .cancelled && event.version == 4 && event.status == .cancelled)
        #expect(event.appointmentID == appointment.id && event.patientID == patient && event.doctorID == doctor)
        #expect(event.date.description == "2026-12-15" && event.time.description == "10:00" && event.timeZone == "Europe/Berlin")
        #expect(event.endsAt.description == "2026-12-15T09:30:00Z", "the buffer is nobody else's business")
        #expect(event.cancelledBy == .doctor && event.cancellationReason == "ill" && event.rejectionReason == nil)
        #expect(event.actor == EventActor(doctor, as: .doctor))
        #expect(event.previousDate == nil && event.previousTime == nil)
        let moved = appointment.event(.rescheduled, by: .system, movedFrom: appointment.time)
        #expect(moved.previousDate == appointment.time.date && moved.previousTime == appointment.time.time)
    }

    @Test("an appointment concerns its two people")
    func concerns() {
        #expect(appointment.concerns(patient) && appointment.concerns(doctor))
        #expect(!appointment.concerns(UserID(UUIDValue(high: 9, low: 9))))
    }

    @Test("the SQL function that writes events spells the fields as the contract does")
    func sqlSpellsTheContract() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../sql/appointment/0001_appointments.sql")
        let sql = try String(contentsOf: file, encoding: .utf8)
        let function = try #require(sql.components(separatedBy: "CREATE FUNCTION appointment_event(").last)
        let body = try #require(function.components(separatedBy: "$$").dropFirst().first)
        let written = body.matches(of: #/'([A-Za-z]+)', [a-z]/#).map { String($0.output.1) }
        typealias Field = AppointmentEvent.Field
        let contract: [StaticString] = [
            Field.type, Field.appointmentID, Field.version, Field.patientID, Field.doctorID, Field.patientName, Field.doctorName,
            Field.date,
            Field.time, Field.startsAt, Field.endsAt, Field.timeZone, Field.status, Field.reason, Field.actor, Field.actorID,
            Field.actorRole,
            Field.cancelledBy, Field.cancellationReason, Field.rejectionReason, Field.notes, Field.previousDate, Field.previousTime,
        ]
        #expect(written == contract.map(\.description))
        #expect(
            contract.count == Mirror(reflecting: appointment.event(.created, by: .system)).children.count - 1 + 2,
            "leadMinutes is the reminder's alone; id and role of the actor")
    }
}
