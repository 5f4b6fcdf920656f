import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// A visit, and where it belongs by its zone's current rules.
struct VisitInstants {
    let id: AppointmentID
    let version: Int64
    let stoodAt: Instant
    let startsAt: Instant
    let endsAt: Instant
    let doctorFreeAt: Instant
    let isAmbiguous: Bool
    /// Whether the clock shows its wall time at all. If not, it stays where it is, and the time right after the gap counts as taken
    /// as well.
    let exists: Bool

    enum Column: String, ColumnList {
        case id, date, time
        case startsAt = "starts_at"
        case endsAt = "ends_at"
        case doctorFreeAt = "doctor_free_at"
        case version
        case isAmbiguous = "ambiguous"
    }

    /// Nil for a visit that stands where it belongs, or is over.
    init?(_ row: RowOf<Column>, in zone: Zone, now: Instant) throws(PostgresError) {
        let resolution = zone.resolve(try row.calendarDate(.date), try row.wallTime(.time))
        stoodAt = try row.instant(.startsAt)
        startsAt = resolution.nearest
        let shift = startsAt.seconds - stoodAt.seconds
        let wasAmbiguous = try row.bool(.isAmbiguous)
        if case .ambiguous = resolution { isAmbiguous = true } else { isAmbiguous = false }
        if case .nonexistent = resolution { exists = false } else { exists = true }
        guard shift != 0 || isAmbiguous != wasAmbiguous, max(stoodAt, startsAt) > now else { return nil }
        id = try row.id(.id)
        endsAt = try row.instant(.endsAt).adding(seconds: shift)
        doctorFreeAt = try row.instant(.doctorFreeAt).adding(seconds: shift)
        version = Int64(try row.int(.version))
    }

    var goesForward: Bool { startsAt > stoodAt }
}
