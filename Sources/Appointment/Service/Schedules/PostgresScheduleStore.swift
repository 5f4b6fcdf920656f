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
    private var known: [UserID: VersionedSchedule] = [:]

    /// Doctors, and absences of each, that are remembered at most.
    private static let knownLimit = 1_000
    private static let knownAbsencesLimit = 100

    /// `clinicZone`: of doctors who have set none.
    init(pool: PostgresPool, clinicZone: Zone) {
        self.pool = pool
        self.clinicZone = clinicZone
    }

    func lastKnown(of doctor: UserID) -> VersionedSchedule? { known[doctor] }

    func current(of doctor: UserID, at now: Instant) async throws -> VersionedSchedule {
        let row = try await pool.query(ScheduleStatements.availability, [.id(doctor), .instant(now), .timestamptz(.max)])[0]
        let absences = try row.intervals(9, 10)
        let schedule = VersionedSchedule(
            availability: Availability(schedule: try schedule(row), timeOff: absences), version: try row.int(11))
        if known.count >= Self.knownLimit { known.removeAll() }
        known[doctor] = absences.count <= Self.knownAbsencesLimit ? schedule : nil
        return schedule
    }

    func availability(of doctor: UserID, around date: CalendarDate) async throws -> Availability {
        // Whatever the zone, the day lies within these three.
        let midnight = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
        let values: [PostgresValue] = [.id(doctor), .instant(midnight.adding(days: -1)), .instant(midnight.adding(days: 3))]
        let row = try await pool.query(ScheduleStatements.availability, values)[0]
        return Availability(schedule: try schedule(row), timeOff: try row.intervals(9, 10))
    }

    func availabilities(of doctors: [UserID], in window: Interval) async throws -> [Availability] {
        let (statement, whose): (Statement, PostgresValue) =
            doctors.count == 1
            ? (ScheduleStatements.availabilityOfOne, .id(doctors[0])) : (ScheduleStatements.availabilities, .ids(doctors))
        return try await pool.query(statement, [whose, .instant(window.start), .instant(window.end)]).map { row in
            Availability(
                schedule: try schedule(row), timeOff: try row.intervals(9, 10), taken: try row.intervals(11, 12).reversed())
        }
    }

    func schedule(of doctor: UserID, at now: Instant) async throws -> (schedule: DoctorSchedule, timeOff: [TimeOff]) {
        let row = try await pool.query(ScheduleStatements.schedule, [.id(doctor), .instant(now)])[0]
        let stretches = zip(try row.intervals(10, 11), try row.textArray(12))
        let timeOff = zip(try row.uuidArray(9), stretches).compactMap { id, stretch in
            id.map { TimeOff(id: TimeOffID(UUIDValue(high: $0.high, low: $0.low)), interval: stretch.0, reason: stretch.1) }
        }
        return (try schedule(row), timeOff)
    }

    func replace(_ schedule: DoctorSchedule, of doctor: UserID) async throws {
        let settings: [PostgresValue] = [
            .id(doctor), .text(schedule.zone.identifier), .int(schedule.slotMinutes), .int(schedule.bufferMinutes),
            .int(schedule.horizonDays), .int(schedule.cancellationCutoffMinutes), .int(schedule.minimumNoticeMinutes),
        ]
        let hours: [PostgresValue] = [
            .id(doctor), .intArray(schedule.hours.map(\.weekday.rawValue)), .intArray(schedule.hours.map(\.opens)),
            .intArray(schedule.hours.map(\.closes)),
        ]
        try await pool.transaction { transaction in
            _ = try await transaction.query(ScheduleStatements.replaceSettings, settings)
            _ = try await transaction.query(ScheduleStatements.removeHours, [.id(doctor)])
            _ = try await transaction.query(ScheduleStatements.addHours, hours)
        }
    }

    func add(_ timeOff: TimeOff, of doctor: UserID, at now: Instant) async throws(PostgresError) -> Bool {
        let values: [PostgresValue] = [
            .id(timeOff.id), .id(doctor), .instant(timeOff.interval.start), .instant(timeOff.interval.end), .text(timeOff.reason),
            .instant(now), .int(TimeOff.limit),
        ]
        return try await !pool.query(ScheduleStatements.addTimeOff, values).isEmpty
    }

    func remove(_ timeOff: TimeOffID, of doctor: UserID?) async throws(PostgresError) -> Bool {
        try await pool.query(ScheduleStatements.removeTimeOff, [.id(timeOff), .id(doctor)]).affectedRows == 1
    }

    private func schedule(_ row: PostgresRow) throws -> DoctorSchedule {
        guard let name = try row.textOrNil(0) else { return DoctorSchedule(zone: clinicZone) }
        return DoctorSchedule(
            zone: try zone(name), slotMinutes: try row.int(1), bufferMinutes: try row.int(2), horizonDays: try row.intOrNil(3),
            cancellationCutoffMinutes: try row.int(4), minimumNoticeMinutes: try row.int(5), hours: try row.hours(6))
    }

    private func zone(_ name: String) throws(UnknownZone) -> Zone {
        if let known = zones[name] { return known }
        guard let zone = Zone(name) else { throw UnknownZone(identifier: name) }
        zones[name] = zone
        return zone
    }
}

extension PostgresRow {
    /// Three arrays of one length; the table's constraints let in nothing that is no working hours.
    fileprivate func hours(_ first: Int) throws(PostgresError) -> [WorkingHours] {
        let weekdays = try intArray(first)
        let opens = try intArray(first + 1)
        let closes = try intArray(first + 2)
        return zip(weekdays, zip(opens, closes)).compactMap { weekday, stretch in
            guard let weekday = weekday.flatMap(Weekday.init(rawValue:)), let opens = stretch.0, let closes = stretch.1 else {
                return nil
            }
            return WorkingHours(weekday, opens: opens, closes: closes)
        }
    }

    /// Two arrays of one length; the tables' constraints let in nothing that is no interval.
    fileprivate func intervals(_ starts: Int, _ ends: Int) throws(PostgresError) -> [Interval] {
        zip(try timestamptzArray(starts), try timestamptzArray(ends)).compactMap { start, end in
            guard let start, let end else { return nil }
            return Interval(from: Instant(microseconds: start), to: Instant(microseconds: end))
        }
    }
}
