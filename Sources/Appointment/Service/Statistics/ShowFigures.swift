import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// The figures of a period. What they cost does not grow with the number of appointments.
struct ShowFigures {
    let pool: PostgresPool
    let zones: ZoneCache

    func callAsFunction(_ period: FigurePeriod) async throws(PostgresError) -> Figures {
        var figures = Figures()
        for row in try await pool.read(StatisticsStatements.figures, period.values) { try add(RowOf(row), to: &figures) }
        for row in try await pool.read(StatisticsStatements.spreads, period.values).map({ RowOf<SpreadColumn>($0) }) {
            let (value, number) = (try row.int(.value), try row.int(.number))
            switch try row.text(.kind) {
            case "booked": figures.leadDays.append(value, times: number)
            default: figures.approvalMinutes.append(value, times: number)
            }
        }
        figures.workingMinutes = max(0, try await workingMinutes(period) - minutesAway(period))
        return figures
    }

    /// For visits the bucket is the state, and for cancelled ones also who cancelled.
    private func add(_ row: RowOf<FigureColumn>, to figures: inout Figures) throws(PostgresError) {
        guard let day = try? row.calendarDate(.day) else { return }
        let number = try row.int(.number)
        guard try row.text(.kind) == "visits" else {
            figures.days[day, default: .init()].booked += number
            return
        }
        let words = try row.text(.bucket).split(separator: " ")
        guard let status = words.first.flatMap({ AppointmentStatus(rawValue: String($0)) }) else { return }
        figures.days[day, default: .init()].byStatus[status, default: 0] += number
        if status.isVisit { figures.bookedMinutes += try row.int(.minutes) }
        if words.count == 2, let role = ActorRole(rawValue: String(words[1])) { figures.cancelledBy[role, default: 0] += number }
    }

    /// Counted by the hours as they are now.
    private func workingMinutes(_ period: FigurePeriod) async throws(PostgresError) -> Int {
        var days = [Int](repeating: 0, count: 8)
        for day in period.from.daysSinceEpoch..<period.to.daysSinceEpoch {
            if let weekday = CalendarDate(daysSinceEpoch: day)?.weekday { days[weekday.rawValue] += 1 }
        }
        var minutes = 0
        for row in try await pool.read(StatisticsStatements.workingMinutes, [.id(period.doctor)]) {
            let row = RowOf<WorkColumn>(row)
            let weekday = try row.int(.weekday)
            if days.indices.contains(weekday) { minutes += days[weekday] * (try row.int(.minutes)) }
        }
        return minutes
    }

    /// Working minutes that fall into absences. Schedules that cannot be read have none.
    private func minutesAway(_ period: FigurePeriod) async throws(PostgresError) -> Int {
        let start = Instant(seconds: Int64(period.from.daysSinceEpoch - 1) * 86_400)
        let end = Instant(seconds: Int64(period.to.daysSinceEpoch + 1) * 86_400)
        var minutes = 0
        for row in try await pool.read(StatisticsStatements.absences, [.instant(start), .instant(end), .id(period.doctor)]) {
            let row = RowOf<ScheduleColumn>(row)
            guard let zone = zones.zone(stored: try row.text(.timeZone)), let hours = try? row.hours,
                let absences = try? row.absences.intervals(.starts, .ends)
            else { continue }
            minutes += WorkingTime.minutes(of: hours, in: zone, within: absences, from: period.from, to: period.to)
        }
        return minutes
    }
}
