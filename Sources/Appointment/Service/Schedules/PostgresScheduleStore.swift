import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// Doctors' settings, hours and absences in appointment_db. Confined to its loop.
final class PostgresScheduleStore: ScheduleStore, @unchecked Sendable {  // loop-confined
    private let pool: PostgresPool
    private let clinicZone: Zone
    /// Making a zone costs a millisecond, and there are a few hundred in all.
    private var zones: [String: Zone] = [:]

    /// `clinicZone`: of doctors who have set none.
    init(pool: PostgresPool, clinicZone: Zone) {
        self.pool = pool
        self.clinicZone = clinicZone
    }

    func availability(of doctor: UserID, around date: CalendarDate) async throws -> Availability {
        // Whatever the zone, the day lies within these three.
        let midnight = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
        let values: [PostgresValue] = [.id(doctor), .instant(midnight.adding(days: -1)), .instant(midnight.adding(days: 3))]
        let row = try await pool.query(Self.selectAvailability, values)[0]
        return Availability(schedule: try schedule(row), timeOff: try timeOff(row))
    }

    private func schedule(_ row: PostgresRow) throws -> DoctorSchedule {
        guard let name = try row.textOrNil(0) else { return DoctorSchedule(zone: clinicZone) }
        return DoctorSchedule(
            zone: try zone(name), slotMinutes: try row.int(1), bufferMinutes: try row.int(2), horizonDays: try row.intOrNil(3),
            cancellationCutoffMinutes: try row.int(4), minimumNoticeMinutes: try row.int(5), hours: try hours(row))
    }

    private func zone(_ name: String) throws(UnknownZone) -> Zone {
        if let known = zones[name] { return known }
        guard let zone = Zone(name) else { throw UnknownZone(identifier: name) }
        zones[name] = zone
        return zone
    }

    /// Three arrays of one length; the table's constraints let in nothing that is no working hours.
    private func hours(_ row: PostgresRow) throws(PostgresError) -> [WorkingHours] {
        let weekdays = try row.intArray(6)
        let opens = try row.intArray(7)
        let closes = try row.intArray(8)
        return zip(weekdays, zip(opens, closes)).compactMap { weekday, stretch in
            guard let weekday = weekday.flatMap(Weekday.init(rawValue:)), let opens = stretch.0, let closes = stretch.1 else {
                return nil
            }
            return WorkingHours(weekday, opens: opens, closes: closes)
        }
    }

    private func timeOff(_ row: PostgresRow) throws(PostgresError) -> [Interval] {
        zip(try row.timestamptzArray(9), try row.timestamptzArray(10)).compactMap { start, end in
            guard let start, let end else { return nil }
            return Interval(from: Instant(microseconds: start), to: Instant(microseconds: end))
        }
    }

    /// One row, its settings NULL when the doctor has none. $1 doctor · $2 and $3: the stretch to look for absences in.
    private static let selectAvailability = Statement(
        "doctor_availability",
        """
        SELECT s.time_zone, s.slot_minutes, s.buffer_minutes, s.horizon_days, s.cancellation_cutoff_minutes,
               s.minimum_notice_minutes, h.weekdays, h.opens, h.closes, o.starts, o.ends
        FROM (VALUES ($1::uuid)) AS d (doctor_id)
        LEFT JOIN doctor_settings s USING (doctor_id)
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(weekday), '{}') AS weekdays, coalesce(array_agg(opens_minute), '{}') AS opens,
                   coalesce(array_agg(closes_minute), '{}') AS closes
            FROM (SELECT * FROM doctor_hours WHERE doctor_id = d.doctor_id ORDER BY weekday, opens_minute) ordered
        ) h
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(starts_at), '{}') AS starts, coalesce(array_agg(ends_at), '{}') AS ends
            FROM time_off
            WHERE doctor_id = d.doctor_id AND tstzrange(starts_at, ends_at) && tstzrange($2::timestamptz, $3::timestamptz)
        ) o
        """)
}
