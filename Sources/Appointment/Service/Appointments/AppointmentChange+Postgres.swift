import AppointmentDomain
import Contracts
import Hosting
import Postgres

extension AppointmentChange {
    /// The statement that makes the change, and its values. Nil for what the role may never do.
    func statement(_ event: EventStamp) -> (statement: Statement, values: [PostgresValue])? {
        guard let (statement, own) = parts else { return nil }
        let accepted: PostgresValue = versions.map { .intArray($0.map { Int($0) }) } ?? .null
        let stamp: [PostgresValue] = kind.action.eventType == nil ? [] : [.id(event.id), .text(event.traceparent)]
        return (statement, [.id(id), .id(person), accepted] + own + stamp)
    }

    private var parts: (Statement, [PostgresValue])? {
        switch (kind, role) {
        case (.approve, .doctor): (ChangeStatements.approve, [])
        case (.reject(let reason), .doctor): (ChangeStatements.reject, [.text(reason)])
        case (.complete(let notes), .doctor): (ChangeStatements.complete, [.text(notes)])
        case (.annotate(let notes), .doctor): (ChangeStatements.annotate, [.text(notes)])
        case (.cancel(let reason), .patient): (ChangeStatements.cancelByPatient, [.text(reason)])
        case (.cancel(let reason), .doctor): (ChangeStatements.cancelByDoctor, [.text(reason)])
        case (.cancel(let reason), .admin): (ChangeStatements.cancelByAdmin, [.text(reason)])
        case (.reschedule(let time, let patient, let doctor), .patient):
            (ChangeStatements.rescheduleByPatient, time.values + [.id(patient), .id(doctor)])
        case (.reschedule(let time, let patient, let doctor), .doctor):
            (ChangeStatements.rescheduleByDoctor, time.values + [.id(patient), .id(doctor)])
        default: nil
        }
    }
}

extension BookedTime {
    /// date, time, zone, start, end, when the doctor is free, ambiguous
    var values: [PostgresValue] {
        [
            .date(Int32(date.daysSinceEpoch)), .time(Int64(time.minuteOfDay) * 60_000_000), .text(timeZone), .instant(startsAt),
            .instant(endsAt), .instant(doctorFreeAt), .bool(isAmbiguous),
        ]
    }
}
