import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// An appointment as the database answered it. Members are read out of its row when they are asked for: what most answers need of it is
/// its JSON, for which nothing has to be made in between.
struct StoredAppointment: Sendable {
    /// In the order of `AppointmentStatements.columns(of:)`. Most statements leave out the last, which no answer shows.
    enum Column: Int {
        case id, patientID, doctorID, patientName, doctorName, date, time, timeZone, startsAt, endsAt, status, reason, notes,
            cancelledBy, cancellationReason, rejectionReason, version, createdAt, updatedAt, isAmbiguous, doctorFreeAt
    }

    /// How many of them `AppointmentStatements.shownColumns(of:)` has.
    static let shownColumns = Column.doctorFreeAt.rawValue

    let row: PostgresRow
    private let first: Int

    /// `first`: the number of its first column.
    init(_ row: PostgresRow, from first: Int = 0) {
        self.row = row
        self.first = first
    }

    subscript(column: Column) -> Int { first + column.rawValue }

    var id: AppointmentID { get throws(PostgresError) { try row.id(self[.id]) } }
    var patientID: UserID { get throws(PostgresError) { try row.id(self[.patientID]) } }
    var doctorID: UserID { get throws(PostgresError) { try row.id(self[.doctorID]) } }
    var startsAt: Instant { get throws(PostgresError) { try row.instant(self[.startsAt]) } }
    var version: Int64 { get throws(PostgresError) { Int64(try row.int(self[.version])) } }
}

extension Appointment {
    /// All of it.
    init(_ stored: StoredAppointment) throws(PostgresError) {
        let row = stored.row
        self.init(
            id: try stored.id, patientID: try stored.patientID, doctorID: try stored.doctorID,
            patientName: try row.text(stored[.patientName]), doctorName: try row.text(stored[.doctorName]),
            time: try BookedTime(stored), status: AppointmentStatus(stored: try row.text(stored[.status])),
            reason: try row.textOrNil(stored[.reason]), notes: try row.textOrNil(stored[.notes]),
            cancelledBy: try row.textOrNil(stored[.cancelledBy]).map { ActorRole(stored: $0) },
            cancellationReason: try row.textOrNil(stored[.cancellationReason]),
            rejectionReason: try row.textOrNil(stored[.rejectionReason]),
            version: try stored.version, createdAt: try row.instant(stored[.createdAt]),
            updatedAt: try row.instant(stored[.updatedAt]))
    }
}

extension BookedTime {
    fileprivate init(_ stored: StoredAppointment) throws(PostgresError) {
        let row = stored.row
        self.init(
            date: try row.calendarDate(stored[.date]), time: try row.wallTime(stored[.time]),
            timeZone: try row.text(stored[.timeZone]), startsAt: try stored.startsAt, endsAt: try row.instant(stored[.endsAt]),
            doctorFreeAt: try row.instant(stored[.doctorFreeAt]), isAmbiguous: try row.bool(stored[.isAmbiguous]))
    }
}

extension PostgresRow {
    func calendarDate(_ column: Int) throws(PostgresError) -> CalendarDate {
        guard let date = CalendarDate(daysSinceEpoch: Int(try date(column))) else {
            preconditionFailure("a date that this service cannot have written")
        }
        return date
    }

    func wallTime(_ column: Int) throws(PostgresError) -> WallTime {
        guard let time = WallTime(minuteOfDay: Int(try time(column) / 60_000_000)) else {
            preconditionFailure("a time that this service cannot have written")
        }
        return time
    }
}
