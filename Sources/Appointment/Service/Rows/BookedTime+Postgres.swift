import AppointmentDomain
import Contracts
import Hosting
import Postgres

extension BookedTime {
    /// date, time, zone, start, end, when the doctor is free, ambiguous
    var values: [PostgresValue] {
        [
            .date(Int32(date.daysSinceEpoch)), .time(Int64(time.minuteOfDay) * 60_000_000), .text(timeZone), .instant(startsAt),
            .instant(endsAt), .instant(doctorFreeAt), .bool(isAmbiguous),
        ]
    }
}
