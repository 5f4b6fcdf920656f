import AppointmentDomain
import Contracts
import Hosting
import Postgres

extension Appointment {
    /// Reads the 21 columns of `AppointmentStatements` that begin at `first`.
    init(_ row: PostgresRow, from first: Int = 0) throws(PostgresError) {
        self.init(
            id: try row.id(first), patientID: try row.id(first + 1), doctorID: try row.id(first + 2),
            patientName: try row.text(first + 3), doctorName: try row.text(first + 4),
            time: try BookedTime(row, from: first + 5, isAmbiguous: row.bool(first + 20)),
            status: AppointmentStatus(stored: try row.text(first + 11)),
            reason: try row.textOrNil(first + 12), notes: try row.textOrNil(first + 13),
            cancelledBy: try row.textOrNil(first + 14).map { ActorRole(stored: $0) },
            cancellationReason: try row.textOrNil(first + 15), rejectionReason: try row.textOrNil(first + 16),
            version: Int64(try row.int(first + 17)), createdAt: try row.instant(first + 18), updatedAt: try row.instant(first + 19))
    }
}

extension HistoryEntry {
    /// Reads the columns of `AppointmentStatements.history`.
    init(_ row: PostgresRow) throws(PostgresError) {
        guard let actor = EventActor(id: try row.idOrNil(3), role: ActorRole(stored: try row.text(4))) else {
            preconditionFailure("an actor that the table does not let in")
        }
        self.init(
            version: Int64(try row.int(0)), from: try row.textOrNil(1).map { AppointmentStatus(stored: $0) },
            to: AppointmentStatus(stored: try row.text(2)), actor: actor, context: try row.textOrNil(5), at: try row.instant(6))
    }
}

extension BookedTime {
    fileprivate init(_ row: PostgresRow, from first: Int, isAmbiguous: Bool) throws(PostgresError) {
        guard let date = CalendarDate(daysSinceEpoch: Int(try row.date(first))),
            let time = WallTime(minuteOfDay: Int(try row.time(first + 1) / 60_000_000))
        else { preconditionFailure("a date or time that this service cannot have written") }
        self.init(
            date: date, time: time, timeZone: try row.text(first + 2), startsAt: try row.instant(first + 3),
            endsAt: try row.instant(first + 4), doctorFreeAt: try row.instant(first + 5), isAmbiguous: isAmbiguous)
    }
}

extension AppointmentStatus {
    /// A word that the table's CHECK has let in.
    init(stored word: String) {
        guard let status = AppointmentStatus(rawValue: word) else {
            preconditionFailure("the status \(word) is not one the table lets in")
        }
        self = status
    }
}

extension ActorRole {
    /// A word that the table's CHECK has let in.
    fileprivate init(stored word: String) {
        guard let role = ActorRole(rawValue: word) else { preconditionFailure("the role \(word) is not one the table lets in") }
        self = role
    }
}
