import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// Appointments in appointment_db; `sql/appointment` has the tables, `AppointmentStatements` the SQL.
struct PostgresAppointmentStore: AppointmentStore {
    let pool: PostgresPool

    /// How often a statement is run when other transactions get in its way.
    private static let attempts = 4

    func book(_ booking: NewAppointment, event: EventStamp) async throws(PostgresError) -> BookingOutcome {
        let time = booking.time
        let values: [PostgresValue] = [
            .id(booking.id), .id(booking.patientID), .id(booking.doctor.id), .text(booking.patientName), .text(booking.doctor.name),
            .date(Int32(time.date.daysSinceEpoch)), .time(Int64(time.time.minuteOfDay) * 60_000_000), .text(time.timeZone),
            .instant(time.startsAt), .instant(time.endsAt), .instant(time.doctorFreeAt), .text(booking.reason), .id(event.id),
            .text(event.traceparent), .bool(time.isAmbiguous),
        ]
        do throws(PostgresError) {
            return .booked(try Appointment(try await run(AppointmentStatements.book, values)[0]))
        } catch {
            switch error.constraint {
            case "appointments_pkey":
                guard let made = try await run(AppointmentStatements.made, [.id(booking.id), .id(booking.patientID)]).first else {
                    throw error
                }
                return .booked(try Appointment(made))
            case "appointments_doctor_is_free": return .slotTaken
            case "appointments_patient_is_free": return .patientBusy
            default: throw error
            }
        }
    }

    func approve(_ id: AppointmentID, by doctor: UserID, versions: [Int64]?, event: EventStamp)
        async throws(PostgresError) -> TransitionOutcome
    {
        let accepted: PostgresValue = versions.map { .intArray($0.map { Int($0) }) } ?? .null
        let values: [PostgresValue] = [.id(id), .id(doctor), .id(event.id), .text(event.traceparent), accepted]
        guard let row = try await run(AppointmentStatements.approve, values).first, try row.bool(0) else { return .notFound }
        if try row.bool(1) { return .changed(try Appointment(row, from: 4)) }
        if let versions, !versions.contains(Int64(try row.int(3))) { return .otherVersion }
        return .wrongState(AppointmentStatus(stored: try row.text(2)))
    }

    func appointments(of person: Participant, after position: ListPosition?, limit: Int) async throws(PostgresError)
        -> [Appointment]
    {
        let statement: Statement
        let user: UserID
        switch person {
        case .patient(let id): (statement, user) = (AppointmentStatements.ofPatient, id)
        case .doctor(let id): (statement, user) = (AppointmentStatements.ofDoctor, id)
        }
        // From the top: after infinity.
        let after: [PostgresValue] =
            position.map { [.instant($0.startsAt), .id($0.id)] }
            ?? [.timestamptz(.max), .uuid(PostgresUUID(high: .max, low: .max))]
        let rows = try await pool.query(statement, [.id(user)] + after + [.int(limit)])
        var appointments: [Appointment] = []
        appointments.reserveCapacity(rows.count)
        for row in rows { appointments.append(try Appointment(row)) }
        return appointments
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
