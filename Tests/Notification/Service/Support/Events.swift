import Contracts
import CoreHTTP
import Kafka

@testable import NotificationService

/// Events as the appointment service would publish them.
enum Events {
    static func make(
        _ type: AppointmentEventType = .created, patient: UserID = .random(), doctor: UserID = .random(),
        appointment: AppointmentID = .random(), timeZone: String = "Europe/Berlin"
    ) -> AppointmentEvent {
        guard let time = WallTime("10:00") else { preconditionFailure("10:00 is a time") }
        return AppointmentEvent(
            type: type, appointmentID: appointment, version: 1, patientID: patient, doctorID: doctor, patientName: "Grace Hopper",
            doctorName: "Ada Lovelace", date: CalendarDate("2031-05-05") ?? .earliest, time: time,
            startsAt: Instant("2031-05-05T08:00:00Z") ?? .earliest, endsAt: Instant("2031-05-05T08:30:00Z") ?? .earliest,
            timeZone: timeZone, status: status(after: type), reason: "Regular checkup", actor: EventActor(patient, as: .patient))
    }

    private static func status(after type: AppointmentEventType) -> AppointmentStatus {
        switch type {
        case .created, .rescheduled: .pending
        case .approved, .reopened, .reminder, .viewed, .unsealed: .approved
        case .rejected: .rejected
        case .cancelled: .cancelled
        case .completed: .completed
        }
    }

    static func received(
        _ type: AppointmentEventType = .created, patient: UserID = .random(), doctor: UserID = .random()
    ) -> ReceivedEvent {
        ReceivedEvent(id: .random(), event: make(type, patient: patient, doctor: doctor))
    }

    static func news(of event: AppointmentEvent = make()) -> NewNotification.News {
        NewNotification.News(
            appointment: event.appointmentID, version: event.version, status: event.status, startsAt: event.startsAt,
            patient: event.patientID)
    }

    static func record(
        _ event: AppointmentEvent, id: EventID = .random(), topic: String, partition: Int32? = nil
    ) -> KafkaRecord {
        KafkaRecord(
            topic: topic, partition: partition, key: Array(event.appointmentID.description.utf8), value: json(event).encoded(),
            headers: headers(id: id.description, type: event.type.rawValue))
    }

    static func headers(id: String, type: String, version: String = "1.0") -> [KafkaHeader] {
        [
            KafkaHeader(CloudEvents.Header.specVersion, version), KafkaHeader(CloudEvents.Header.id, id),
            KafkaHeader(CloudEvents.Header.source, CloudEvents.appointmentSource), KafkaHeader(CloudEvents.Header.type, type),
        ]
    }

    static func json(_ event: AppointmentEvent) -> JSONValue {
        [
            "type": .string(event.type.rawValue), "appointmentId": .string(event.appointmentID.description),
            "version": .int(event.version), "patientId": .string(event.patientID.description),
            "doctorId": .string(event.doctorID.description), "patientName": .string(event.patientName),
            "doctorName": .string(event.doctorName), "date": .string(event.date.description),
            "time": .string(event.time.description),
            "startsAt": .string(event.startsAt.description), "endsAt": .string(event.endsAt.description),
            "timeZone": .string(event.timeZone), "status": .string(event.status.rawValue),
            "reason": event.reason.map { .string($0) } ?? .null,
            "actor": ["id": event.actor.id.map { .string($0.description) } ?? .null, "role": .string(event.actor.role.rawValue)],
            "cancelledBy": event.cancelledBy.map { .string($0.rawValue) } ?? .null,
            "cancellationReason": event.cancellationReason.map { .string($0) } ?? .null,
            "rejectionReason": event.rejectionReason.map { .string($0) } ?? .null, "notes": .null,
            "sequence": event.sequence.map { .int($0) } ?? .null, "leadMinutes": event.leadMinutes.map { .int($0) } ?? .null,
        ]
    }
}
