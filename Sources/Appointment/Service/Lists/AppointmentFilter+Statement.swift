import AppointmentDomain
import Contracts
import Hosting
import Postgres

extension AppointmentFilter {
    /// The statement that reads such a list, and its values. Nil: no day is asked for. `person` nil: everybody's.
    func list(of person: Participant?, in order: ListOrder, after position: ListPosition?, limit: Int) -> (
        statement: Statement, values: [PostgresValue]
    )? {
        guard let window = ListWindow(from: from, to: to) else { return nil }
        let statements = order == .latestFirst ? ListStatements.latestFirst : .earliestFirst
        let place = ListBound(position, in: order)
        switch person {
        case .patient(let id) where isEmpty: return (statements.ofPatient, [.id(id)] + place.values + [.int(limit)])
        case .doctor(let id) where isEmpty: return (statements.ofDoctor, [.id(id)] + place.values + [.int(limit)])
        case .patient(let id): return (statements.ofPatientFiltered, values(id, order, place, limit) + [.id(doctor)])
        case .doctor(let id): return (statements.ofDoctorFiltered, values(id, order, place, limit))
        case .desk(let id):
            if let patient { return (statements.ofPatientInBook, values(patient, order, place, limit) + [.id(doctor), .id(id)]) }
            if let doctor { return (statements.ofDoctorInBook, values(doctor, order, place, limit) + [.id(id)]) }
            // Of each assigned doctor as of one, without the limit and the states, which are there already.
            let ofOne = values(id, order, place, limit)
            return (statements.book, everyones(window, order, place, limit) + ofOne[..<3] + ofOne[5...])
        case nil:
            if let patient { return (statements.ofPatientFiltered, values(patient, order, place, limit) + [.id(doctor)]) }
            if let doctor { return (statements.ofDoctorFiltered, values(doctor, order, place, limit)) }
            return (statements.everyones, everyones(window, order, place, limit))
        }
    }

    private func everyones(_ window: ListWindow, _ order: ListOrder, _ place: ListBound, _ limit: Int) -> [PostgresValue] {
        func part(_ starts: Range<Int64>) -> [PostgresValue] {
            let part = ListPart(starts.clamped(to: startsAsked), in: order, after: place)
            return [.timestamptz(part.end)] + part.after.values
        }
        return [.int(limit), states, .intArray(Array(window.lastDays))] + part(window.upper ..< .max)
            + part(min(window.lower, window.upper)..<window.upper)
            + [.intArray(Array(window.firstDays))] + part(.min..<window.lower)
    }

    private func values(_ person: UserID, _ order: ListOrder, _ place: ListBound, _ limit: Int) -> [PostgresValue] {
        let part = ListPart(ListWindow.starts(from: from, to: to).clamped(to: startsAsked), in: order, after: place)
        return [.id(person)] + part.after.values + [.int(limit), states, Self.date(from), Self.date(to), .timestamptz(part.end)]
    }

    private var startsAsked: Range<Int64> {
        let first = startsFrom?.microseconds ?? .min
        return first..<max(first, startsBefore?.microseconds ?? .max)
    }

    /// Each once.
    private var states: PostgresValue {
        .textArray(AppointmentStatus.allCases.filter { statuses.isEmpty || statuses.contains($0) }.map(\.rawValue))
    }

    private static func date(_ date: CalendarDate?) -> PostgresValue { date.map { .date(Int32($0.daysSinceEpoch)) } ?? .null }
}
