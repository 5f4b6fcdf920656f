import AppointmentDomain
import Contracts
import Hosting
import Outbox
import Postgres

/// Appointments in appointment_db; `sql/appointment` has the tables, `AppointmentStatements` the SQL.
struct PostgresAppointmentStore: AppointmentStore {
    let pool: PostgresPool

    /// How often a statement is run when other transactions get in its way.
    private static let attempts = 4

    /// What a new connection runs first, and takes back: the largest statement, for people who do not exist.
    static let warmUp = (statement: AppointmentStatements.book, values: rehearsal)

    private static func rehearsal() -> [PostgresValue] {
        func nobody() -> UUIDValue { UUIDValue(high: .random(in: 0...(.max)), low: .random(in: 0...(.max))) }
        let start = Instant(microseconds: 0), end = start.adding(minutes: 1)
        let booking = NewAppointment(
            id: AppointmentID(nobody()), patientID: UserID(nobody()), patientName: "",
            doctor: Doctor(id: UserID(nobody()), name: ""),
            time: BookedTime(date: .earliest, time: .midnight, timeZone: "UTC", startsAt: start, endsAt: end, doctorFreeAt: end),
            scheduleVersion: 0, reason: nil)
        return booking.values(EventStamp(id: EventID(nobody()), traceparent: ""))
    }

    func book(_ booking: NewAppointment, event: EventStamp) async throws(PostgresError) -> BookingOutcome {
        do throws(PostgresError) {
            guard let booked = try await run(AppointmentStatements.book, booking.values(event)).first else {
                return .scheduleChanged
            }
            return .booked(StoredAppointment(booked), event: try OutboxRow(booking, event, booked))
        } catch {
            switch error.constraint {
            case "appointments_pkey":
                guard let made = try await run(AppointmentStatements.made, [.id(booking.id), .id(booking.patientID)]).first else {
                    throw error
                }
                return .booked(StoredAppointment(made), event: nil)
            case "appointments_doctor_is_free": return .slotTaken
            case "appointments_patient_is_free": return .patientBusy
            default: throw error
            }
        }
    }

    func change(_ change: AppointmentChange, event: EventStamp) async throws(PostgresError) -> ChangeOutcome {
        guard let (statement, values) = change.statement(event) else {
            preconditionFailure(
                "\(change.kind.action) by \(change.role) has no statement, and a role that may not is refused before")
        }
        let found: PostgresRow?
        do throws(PostgresError) {
            found = try await run(statement, values).first
        } catch {
            switch error.constraint {
            case "appointments_doctor_is_free": return .slotTaken
            case "appointments_patient_is_free": return .patientBusy
            default: throw error
            }
        }
        guard let row = found, try row.bool(0) else { return .notFound }
        if try row.bool(1) { return .changed(StoredAppointment(row, from: 4)) }
        if let versions = change.versions, !versions.contains(Int64(try row.int(3))) { return .otherVersion }
        return .wrongState(AppointmentStatus(stored: try row.text(2)))
    }

    func appointment(_ id: AppointmentID, for viewer: UserID?) async throws(PostgresError) -> StoredAppointment? {
        try await pool.query(AppointmentStatements.one, [.id(id), .id(viewer)]).first.map { StoredAppointment($0) }
    }

    func history(of id: AppointmentID, for viewer: UserID?) async throws(PostgresError) -> [HistoryEntry] {
        var history: [HistoryEntry] = []
        for row in try await pool.query(AppointmentStatements.history, [.id(id), .id(viewer)]) {
            history.append(try HistoryEntry(row))
        }
        return history
    }

    func appointments(of person: Participant?, matching filter: AppointmentFilter, after position: ListPosition?, limit: Int)
        async throws(PostgresError) -> [StoredAppointment]
    {
        // From the top: after infinity.
        let start: PostgresValue = position.map { .instant($0.startsAt) } ?? .timestamptz(.max)
        let id: PostgresValue = position.map { .id($0.id) } ?? .uuid(PostgresUUID(high: .max, low: .max))
        let (statement, first, last) = Self.statement(for: person, filter)
        return try await pool.query(statement, [first, start, id, .int(limit)] + last).map { StoredAppointment($0) }
    }

    /// The statement, its first value, and those after the limit.
    private static func statement(for person: Participant?, _ filter: AppointmentFilter)
        -> (Statement, PostgresValue, [PostgresValue])
    {
        switch person {
        case .patient(let id) where filter.isEmpty: (AppointmentStatements.ofPatient, .id(id), [])
        case .doctor(let id) where filter.isEmpty: (AppointmentStatements.ofDoctor, .id(id), [])
        case .patient(let id): (AppointmentStatements.ofPatientFiltered, .id(id), filter.values)
        case .doctor(let id): (AppointmentStatements.ofDoctorFiltered, .id(id), filter.values)
        case nil: (AppointmentStatements.everyone, .id(filter.patient), filter.values + [.id(filter.doctor)])
        }
    }

    /// Again when it lost against another transaction: it then has changed nothing.
    private func run(_ statement: Statement, _ values: [PostgresValue]) async throws(PostgresError) -> PostgresResult {
        var left = Self.attempts
        while true {
            do throws(PostgresError) {
                return try await pool.query(statement, values)
            } catch {
                left -= 1
                guard error.isConflict, left > 0 else { throw error }
            }
        }
    }
}

extension NewAppointment {
    /// The parameters of `AppointmentStatements.book`.
    fileprivate func values(_ event: EventStamp) -> [PostgresValue] {
        [.id(id), .id(patientID), .id(doctor.id), .text(patientName), .text(doctor.name)] + time.values
            + [.text(reason), .id(event.id), .text(event.traceparent), .int(scheduleVersion)]
    }
}

extension OutboxRow {
    /// Reads the last columns of `AppointmentStatements.book`.
    fileprivate init(_ booking: NewAppointment, _ event: EventStamp, _ row: PostgresRow) throws(PostgresError) {
        let first = StoredAppointment.shownColumns
        self.init(
            id: try row.int(first), eventID: event.id, type: AppointmentEventType.created.rawValue, key: booking.id.description,
            payload: try row.text(first + 1), traceparent: event.traceparent, createdAt: try row.instant(first + 2))
    }
}

extension AppointmentFilter {
    /// States, first day, and the day after the last.
    fileprivate var values: [PostgresValue] {
        [
            statuses.isEmpty ? .null : .textArray(statuses.map(\.rawValue)), Self.date(from), Self.date(to),
        ]
    }

    private static func date(_ date: CalendarDate?) -> PostgresValue {
        date.map { .date(Int32($0.daysSinceEpoch)) } ?? .null
    }
}
