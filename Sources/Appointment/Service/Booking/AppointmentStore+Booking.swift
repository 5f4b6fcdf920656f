import AppointmentDomain
import Audit
import Contracts
import Hosting
import Outbox
import Postgres

extension AppointmentStore {
    /// Nothing is booked unless the doctor's schedule still has the version that the booking was decided by. If the id is there
    /// already and is this patient's, that appointment is returned as it is now.
    func book(_ booking: NewAppointment, event: EventStamp, entry: AuditStamp) async throws(PostgresError) -> BookingOutcome {
        do throws(PostgresError) {
            guard
                let booked = try await pool.query(BookingStatements.book, booking.values(event, entry), attempts: Self.attempts)
                    .first
            else {
                return .scheduleChanged
            }
            let appointment = StoredAppointment(row: RowOf(booked))
            return .booked(appointment, event: try OutboxRow(booking, event, appointment.row.next()))
        } catch {
            switch error.constraint {
            case "appointments_pkey":
                guard let made = try await pool.query(BookingStatements.made, [.id(booking.id), .id(booking.patient.id)]).first
                else {
                    throw error
                }
                return .booked(StoredAppointment(row: RowOf(made)), event: nil)
            case "appointments_doctor_is_free": return .slotTaken
            case "appointments_patient_is_free": return .patientBusy
            default:
                if error.sqlState == .rulesUnsettled { return .rulesUnsettled }
                throw error
            }
        }
    }
}

enum BookingOutcome: Sendable {
    /// `event`: the one written with it; nil when an earlier attempt has booked it.
    case booked(StoredAppointment, event: OutboxRow?)
    /// The doctor has another appointment at that time.
    case slotTaken
    /// The patient has another appointment at that time.
    case patientBusy
    /// The schedule has another version.
    case scheduleChanged
    /// The visits of the zone stand, or may stand, by other rules.
    case rulesUnsettled
}

/// What `BookingStatements.book` returns of the event, after the appointment.
enum BookedEventColumn: String, ColumnList {
    case id, payload
    case createdAt = "created_at"
}

extension OutboxRow {
    fileprivate init(_ booking: NewAppointment, _ event: EventStamp, _ row: RowOf<BookedEventColumn>) throws(PostgresError) {
        self.init(
            id: try row.int(.id), eventID: event.id, type: AppointmentEventType.created.rawValue, key: booking.id.description,
            payload: try row.text(.payload), traceparent: event.traceparent, createdAt: try row.instant(.createdAt))
    }
}
