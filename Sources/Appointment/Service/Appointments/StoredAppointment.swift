import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import Postgres

/// An appointment as the database returned it. What most answers need of it is its JSON, which is written from the row.
struct StoredAppointment: Sendable {
    let row: RowOf<StoredAppointment.Column>

    var id: AppointmentID { get throws(PostgresError) { try row.id(.id) } }
    var patientID: UserID { get throws(PostgresError) { try row.id(.patientID) } }
    var startsAt: Instant { get throws(PostgresError) { try row.instant(.startsAt) } }
    var version: Int64 { get throws(PostgresError) { Int64(try row.int(.version)) } }
    var renames: Int64 { get throws(PostgresError) { Int64(try row.int(.renames)) } }

    /// Whether its date, time and state are ones that the domain knows: the table's types can hold others.
    var isReadable: Bool {
        do throws(PostgresError) {
            _ = (try row.calendarDate(.date), try row.wallTime(.time), try row.status(.status))
            return true
        } catch {
            return false
        }
    }
}

extension Appointment {
    init(_ stored: StoredAppointment) throws(PostgresError) {
        let row = stored.row
        self.init(
            id: try row.id(.id), patientID: try row.id(.patientID), doctorID: try row.id(.doctorID),
            patientName: try row.text(.patientName), doctorName: try row.text(.doctorName),
            time: VisitTime(
                date: try row.calendarDate(.date), time: try row.wallTime(.time), timeZone: try row.text(.timeZone),
                startsAt: try row.instant(.startsAt), endsAt: try row.instant(.endsAt)),
            status: try row.status(.status), reason: try row.textOrNil(.reason), notes: try row.textOrNil(.notes),
            cancelledBy: try row.wordOrNil(.cancelledBy, "a role", ActorRole.init(rawValue:)),
            cancellationReason: try row.textOrNil(.cancellationReason), rejectionReason: try row.textOrNil(.rejectionReason),
            version: try stored.version, renames: try stored.renames, createdAt: try row.instant(.createdAt),
            updatedAt: try row.instant(.updatedAt))
    }
}

extension UnreadableRows {
    /// Throws 503 `appointment_unreadable` for one that cannot be read.
    func require(_ stored: StoredAppointment) throws(Problem) {
        guard !stored.isReadable else { return }
        appointment(try? stored.id)
        throw Problem.unreadableAppointment
    }
}
