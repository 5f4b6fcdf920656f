import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// Settings, NULL for a doctor who has none, and hours: three arrays of one length.
enum ScheduleColumn: String, ColumnList {
    case timeZone = "s.time_zone"
    case slotMinutes = "s.slot_minutes"
    case bufferMinutes = "s.buffer_minutes"
    case horizonDays = "s.horizon_days"
    case cancellationCutoffMinutes = "s.cancellation_cutoff_minutes"
    case minimumNoticeMinutes = "s.minimum_notice_minutes"
    case weekdays = "coalesce(h.weekdays, '{}')"
    case opens = "coalesce(h.opens, '{}')"
    case closes = "coalesce(h.closes, '{}')"
}

/// Two arrays of one length.
enum AbsenceColumn: String, ColumnList {
    case starts = "coalesce(o.starts, '{}')"
    case ends = "coalesce(o.ends, '{}')"
}

/// Four arrays of one length.
enum TimeOffColumn: String, ColumnList {
    case ids = "o.ids"
    case starts = "o.starts"
    case ends = "o.ends"
    case reasons = "o.reasons"
}

/// Two arrays of one length.
enum TakenColumn: String, ColumnList {
    case starts = "t.starts"
    case ends = "t.ends"
}

/// The version of schedule and absences.
enum VersionColumn: String, ColumnList {
    case version = "coalesce((SELECT version FROM schedule_versions WHERE doctor_id = d.doctor_id), 0)"
}

enum AvailabilityVersionColumn: String, ColumnList {
    case visits = "coalesce(v.version, 0)"
    case schedule = "coalesce(w.version, 0)"
}

extension RowOf<ScheduleColumn> {
    /// Only in the statements that select them.
    var absences: RowOf<AbsenceColumn> { next() }

    var hours: [WorkingHours] {
        get throws {
            let stretches = zip(try intArray(.opens), try intArray(.closes))
            return try zip(try intArray(.weekdays), stretches).map { weekday, stretch in
                guard let weekday = weekday.flatMap(Weekday.init(rawValue:)), let opens = stretch.0, let closes = stretch.1,
                    let hours = WorkingHours(weekday, opens: opens, closes: closes)
                else { throw UnreadableSchedule(reason: "its hours are none of a week") }
                return hours
            }
        }
    }
}

extension RowOf {
    /// From two arrays. A stretch without an end lasts until the end of the calendar.
    func intervals(_ starts: C, _ ends: C) throws -> [Interval] {
        try zip(try timestamptzArray(starts), try timestamptzArray(ends)).map { start, end in
            guard let start, let end, let interval = Interval(from: Instant(microseconds: start), to: Instant(microseconds: end))
            else {
                throw UnreadableSchedule(reason: "an absence or appointment ends before it begins")
            }
            return interval
        }
    }
}

extension AvailabilityVersion {
    init(_ row: RowOf<AvailabilityVersionColumn>) throws(PostgresError) {
        self.init(visits: try row.int(.visits), schedule: try row.int(.schedule))
    }
}
