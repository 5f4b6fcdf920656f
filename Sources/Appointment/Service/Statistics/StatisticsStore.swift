import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// Numbers for admins, from appointment_db.
struct StatisticsStore {
    let pool: PostgresPool

    /// Changes moved in one statement.
    private static let batch = 5_000

    struct Day {
        let date: CalendarDate
        let byStatus: [AppointmentStatus: Int]
        var booked: Int { byStatus.values.reduce(0, +) }
    }

    /// Every day from `from` up to `to`, without it, that has an appointment, by the dates in the doctors' zones.
    func days(from: CalendarDate, to: CalendarDate) async throws(PostgresError) -> [Day] {
        let rows = try await pool.read(StatisticsStatements.perDay, FigurePeriod(from: from, to: to, doctor: nil).values)
        var days: [Day] = []
        for row in rows.map({ RowOf<DayColumn>($0) }) {
            guard let date = try? row.calendarDate(.date) else { continue }
            var byStatus: [AppointmentStatus: Int] = [:]
            for (status, count) in zip(try row.textArray(.states), try row.intArray(.numbers)) {
                if let status = status.flatMap(AppointmentStatus.init(rawValue:)) { byStatus[status] = count ?? 0 }
            }
            days.append(Day(date: date, byStatus: byStatus))
        }
        return days
    }

    /// The waiting rows of the outbox, whichever replica publishes.
    func backlog() async throws(PostgresError) -> (waiting: Int, oldestSeconds: Double) {
        let row = RowOf<BacklogColumn>(try await pool.query(StatisticsStatements.outbox)[0])
        return (try row.int(.waiting), try row.double(.oldestSeconds))
    }

    /// Moves what was counted with each change into the sums; any number of replicas do it side by side.
    func sumFigures(isClosing: () -> Bool = { false }) async throws(PostgresError) {
        let values: [PostgresValue] = [.int(Self.batch), FigurePeriod.clinic]
        while !isClosing(), try await pool.query(StatisticsStatements.sumFigures, values)[0].int(0) == Self.batch {}
    }
}
