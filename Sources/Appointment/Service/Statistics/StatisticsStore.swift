import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// Numbers for admins, from appointment_db.
struct StatisticsStore {
    let pool: PostgresPool

    struct Day {
        let date: CalendarDate
        let byStatus: [AppointmentStatus: Int]
        var booked: Int { byStatus.values.reduce(0, +) }
    }

    /// Every day from `from` up to `to`, without it, that has an appointment, by the dates in the doctors' zones.
    func days(from: CalendarDate, to: CalendarDate) async throws(PostgresError) -> [Day] {
        let rows = try await pool.query(
            Self.perDay, [.date(Int32(from.daysSinceEpoch)), .date(Int32(to.daysSinceEpoch))])
        var days: [Day] = []
        for row in rows {
            guard let date = CalendarDate(daysSinceEpoch: Int(try row.date(0))) else { continue }
            var byStatus: [AppointmentStatus: Int] = [:]
            for (status, count) in zip(try row.textArray(1), try row.intArray(2)) {
                if let status { byStatus[AppointmentStatus(stored: status)] = count ?? 0 }
            }
            days.append(Day(date: date, byStatus: byStatus))
        }
        return days
    }

    /// Of the outbox, whichever replica publishes.
    func backlog() async throws(PostgresError) -> (waiting: Int, oldestSeconds: Double) {
        let row = try await pool.query(Self.outbox)[0]
        return (try row.int(0), try row.double(1))
    }

    /// $1 from · $2 to. A date is at most a day away from that of UTC, so that the index on starts_at finds the rows.
    private static let perDay = Statement(
        "statistics_per_day",
        """
        SELECT date, array_agg(status), array_agg(number)
        FROM (
            SELECT date, status, count(*) AS number FROM appointments
            WHERE starts_at >= ($1::date - 1)::timestamp AT TIME ZONE 'UTC' AND starts_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
              AND date >= $1::date AND date < $2::date
            GROUP BY date, status
        ) counted
        GROUP BY date
        ORDER BY date
        """)

    private static let outbox = Statement(
        "statistics_outbox",
        "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::double precision FROM outbox")
}
