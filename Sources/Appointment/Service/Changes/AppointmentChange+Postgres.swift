import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

extension AppointmentChange {
    /// The statement that makes the change, and its values. Nil for what the role may never do.
    func statement(_ event: EventStamp, _ entry: AuditStamp) -> (statement: Statement, values: [PostgresValue])? {
        guard let (statement, own) = parts else { return nil }
        let accepted: PostgresValue = tags.map { .textArray($0) } ?? .null
        let stamp: [PostgresValue] =
            kind.action.eventType == nil ? [] : [.id(event.id), .text(event.traceparent), .bool(event.carriesReason)]
        return (statement, [.id(id), .id(person), accepted] + own + stamp + entry.values)
    }

    private var parts: (Statement, [PostgresValue])? {
        switch (kind, role) {
        case (.approve, .doctor): (ChangeStatements.approve, [])
        case (.reject(let reason), .doctor): (ChangeStatements.reject, [.text(reason)])
        case (.complete(let notes), .doctor): (ChangeStatements.complete, [.text(notes)])
        case (.uncomplete, .doctor): (ChangeStatements.uncomplete, [])
        case (.annotate(let notes), .doctor): (ChangeStatements.annotate, [.text(notes)])
        case (.cancel(let reason), .patient): (ChangeStatements.cancelByPatient, [.text(reason)])
        case (.cancel(let reason), .doctor): (ChangeStatements.cancelByDoctor, [.text(reason)])
        case (.cancel(let reason), .desk): (ChangeStatements.cancelByDesk, [.text(reason)])
        case (.cancel(let reason), .admin): (ChangeStatements.cancelByAdmin, [.text(reason)])
        case (.reschedule(let time, let rules, let patient, let doctor), .patient):
            (ChangeStatements.rescheduleByPatient, Self.values(time, rules, patient, doctor))
        case (.reschedule(let time, let rules, let patient, let doctor), .doctor):
            (ChangeStatements.rescheduleByDoctor, Self.values(time, rules, patient, doctor))
        case (.reschedule(let time, let rules, let patient, let doctor), .desk):
            (ChangeStatements.rescheduleByDesk, Self.values(time, rules, patient, doctor))
        default: nil
        }
    }
}

extension AppointmentChange {
    private static func values(_ time: BookedTime, _ rules: RulesInUse, _ patient: UserID, _ doctor: UserID) -> [PostgresValue] {
        time.values + [.id(patient), .id(doctor), .text(rules.digest), .bool(rules.isSettledNearby)]
    }
}
