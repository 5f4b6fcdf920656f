import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// The domain's values out of rows: each throws for a value that a column's type can hold but the domain does not know.
extension RowOf {
    func calendarDate(_ column: C) throws(PostgresError) -> CalendarDate {
        let days = Int(try row.date(self[column]))
        return try row.required(self[column], "a date of the years 1 to 9999", CalendarDate(daysSinceEpoch: days))
    }

    func wallTime(_ column: C) throws(PostgresError) -> WallTime {
        let minute = Int(try row.time(self[column]) / 60_000_000)
        return try row.required(self[column], "a time before 24:00", WallTime(minuteOfDay: minute))
    }

    func status(_ column: C) throws(PostgresError) -> AppointmentStatus {
        try word(column, "a status", AppointmentStatus.init(rawValue:))
    }

    func actorRole(_ column: C) throws(PostgresError) -> ActorRole { try word(column, "a role", ActorRole.init(rawValue:)) }
}
