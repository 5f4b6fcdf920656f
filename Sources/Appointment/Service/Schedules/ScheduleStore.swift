import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

/// When doctors can be booked, as they have said: settings, hours and absences in appointment_db. What one replica has changed, the
/// next request to any other sees: the only thing kept here, `lastKnown`, decides nothing by itself. All but `replace`, `add` and
/// `remove` throw 503 `schedule_unreadable` beside `PostgresError`. Confined to its loop.
final class ScheduleStore: @unchecked Sendable {  // loop-confined
    private let pool: PostgresPool
    private let clinicZone: Zone
    private let cache: ZoneCache
    private let standings: ZoneStandings
    private let unreadable: UnreadableRows
    /// Copied from the cache, to do without its lock. Nil: there is none of that name.
    private var zones: [String: Zone?] = [:]
    private var known: [UserID: VersionedSchedule] = [:]

    /// The most doctors that are remembered, and the most absences of each.
    private static let knownLimit = 1_000
    private static let knownAbsencesLimit = 100

    /// `clinicZone`: for doctors who have set none.
    init(pool: PostgresPool, clinicZone: Zone, zones cache: ZoneCache, standings: ZoneStandings, unreadable: UnreadableRows) {
        self.pool = pool
        self.clinicZone = clinicZone
        self.cache = cache
        self.standings = standings
        self.unreadable = unreadable
    }

    /// What `current` returned last, in this process; it may be out of date.
    func lastKnown(of doctor: UserID) -> VersionedSchedule? { known[doctor] }

    /// The doctor's schedule with the absences that are not over, and its version.
    func current(of doctor: UserID, at now: Instant) async throws -> VersionedSchedule {
        let row = RowOf<ScheduleColumn>(
            try await pool.query(ScheduleStatements.availability, [.id(doctor), .instant(now), .timestamptz(.max)])[0])
        let (read, absences) = try told(doctor) { (try self.schedule(row), try row.absences.intervals(.starts, .ends)) }
        let schedule = VersionedSchedule(
            availability: Availability(schedule: read, timeOff: absences),
            version: try (row.absences.next() as RowOf<VersionColumn>).int(.version))
        if known.count >= Self.knownLimit { known.removeAll() }
        known[doctor] = absences.count <= Self.knownAbsencesLimit ? schedule : nil
        return schedule
    }

    /// The doctor's schedule (the clinic's defaults when there is none) and absences that may touch `date`, without what is taken.
    func availability(of doctor: UserID, around date: CalendarDate) async throws -> Availability {
        // Whatever the zone, the day lies within these three.
        let midnight = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
        let values: [PostgresValue] = [.id(doctor), .instant(midnight.adding(days: -1)), .instant(midnight.adding(days: 3))]
        let row = RowOf<ScheduleColumn>(try await pool.query(ScheduleStatements.availability, values)[0])
        return try told(doctor) { Availability(schedule: try schedule(row), timeOff: try row.absences.intervals(.starts, .ends)) }
    }

    /// The same with what is taken, for several doctors and everything that may touch `window`; in the order of `doctors`. Nil for
    /// each whose schedule cannot be read; the others are not affected.
    func availabilities(of doctors: [UserID], in window: Interval) async throws -> [VersionedAvailability?] {
        let (statement, whose): (Statement, PostgresValue) =
            doctors.count == 1
            ? (ScheduleStatements.availabilityOfOne, .id(doctors[0])) : (ScheduleStatements.availabilities, .ids(doctors))
        let rows = try await pool.query(statement, [whose, .instant(window.start), .instant(window.end)])
        let wanted = standings.unmoved > 0 ? try await wanted(of: doctors, in: window) : [:]
        return zip(doctors, rows).map { doctor, row in
            try? told(doctor) {
                let row = RowOf<ScheduleColumn>(row)
                let visits: RowOf<TakenColumn> = row.absences.next()
                var taken: [Interval] = try visits.intervals(.starts, .ends).reversed()
                if let wanted = wanted[doctor] { taken = (taken + wanted).sorted { $0.start < $1.start } }
                return VersionedAvailability(
                    availability: Availability(
                        schedule: try schedule(row), timeOff: try row.absences.intervals(.starts, .ends), taken: taken),
                    version: isSettled ? try AvailabilityVersion(visits.next()) : nil)
            }
        }
    }

    /// The versions that `availabilities` would have now, in the order of `doctors`: what was computed from the same version is still so.
    /// Nil while visits wait to be moved to where a zone's new rules put them: what they take up has no version.
    func versions(of doctors: [UserID]) async throws -> [AvailabilityVersion]? {
        guard isSettled else { return nil }
        return try await pool.query(ScheduleStatements.versions, [.ids(doctors)]).map { try AvailabilityVersion(RowOf($0)) }
    }

    private var isSettled: Bool { standings.unmoved == 0 && standings.outdated == 0 }

    /// By doctor, where visits belong that could not be moved there. These may overlap what is taken.
    private func wanted(of doctors: [UserID], in window: Interval) async throws(PostgresError) -> [UserID: [Interval]] {
        var wanted: [UserID: [Interval]] = [:]
        let rows = try await pool.query(ZoneStatements.wanted, [.ids(doctors), .instant(window.start), .instant(window.end)])
        for row in rows.map({ RowOf<WantedColumn>($0) }) {
            guard let place = Interval(from: try row.instant(.startsAt), to: try row.instant(.doctorFreeAt)) else { continue }
            wanted[try row.id(.doctorID), default: []].append(place)
        }
        return wanted
    }

    /// The schedule with the absences that are not over, by their start.
    func schedule(of doctor: UserID, at now: Instant) async throws -> (schedule: DoctorSchedule, timeOff: [TimeOff]) {
        let row = RowOf<ScheduleColumn>(try await pool.query(ScheduleStatements.schedule, [.id(doctor), .instant(now)])[0])
        return try told(doctor) {
            let absences: RowOf<TimeOffColumn> = row.next()
            let stretches = zip(try absences.intervals(.starts, .ends), try absences.textArray(.reasons))
            let timeOff = zip(try absences.uuidArray(.ids), stretches).compactMap { id, stretch in
                id.map { TimeOff(id: TimeOffID(UUIDValue(high: $0.high, low: $0.low)), interval: stretch.0, reason: stretch.1) }
            }
            return (try schedule(row), timeOff)
        }
    }

    func replace(_ schedule: DoctorSchedule, of doctor: UserID, entry: AuditStamp) async throws {
        let settings: [PostgresValue] = [
            .id(doctor), .text(schedule.zone.identifier), .int(schedule.slotMinutes), .int(schedule.bufferMinutes),
            .int(schedule.horizonDays), .int(schedule.cancellationCutoffMinutes), .int(schedule.minimumNoticeMinutes),
        ]
        let hours: [PostgresValue] = [
            .id(doctor), .intArray(schedule.hours.map(\.weekday.rawValue)), .intArray(schedule.hours.map(\.opens)),
            .intArray(schedule.hours.map(\.closes)),
        ]
        try await pool.transaction { transaction in
            _ = try await transaction.query(ScheduleStatements.replaceSettings, settings + entry.values)
            _ = try await transaction.query(ScheduleStatements.removeHours, [.id(doctor)])
            _ = try await transaction.query(ScheduleStatements.addHours, hours)
        }
    }

    /// False, and nothing kept, when the doctor has `TimeOff.limit` of them already.
    func add(_ timeOff: TimeOff, of doctor: UserID, at now: Instant, entry: AuditStamp) async throws(PostgresError) -> Bool {
        let values: [PostgresValue] = [
            .id(timeOff.id), .id(doctor), .instant(timeOff.interval.start), .instant(timeOff.interval.end), .text(timeOff.reason),
            .instant(now), .int(TimeOff.limit),
        ]
        return try await !pool.query(ScheduleStatements.addTimeOff, values + entry.values).isEmpty
    }

    /// False when it is not there, or is not this doctor's; without a doctor it may be anybody's.
    func remove(_ timeOff: TimeOffID, of doctor: UserID?, entry: AuditStamp) async throws(PostgresError) -> Bool {
        try await !pool.query(ScheduleStatements.removeTimeOff, [.id(timeOff), .id(doctor)] + entry.values).isEmpty
    }

    /// What `read` makes of the doctor's row. Throws 503 `schedule_unreadable`, and reports it.
    private func told<Value>(_ doctor: UserID, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch let error as UnreadableSchedule {
            unreadable.schedule(of: doctor, error.reason)
            throw error.problem
        } catch {
            let unreadable = UnreadableSchedule(reason: "it holds something else than it should")
            self.unreadable.schedule(of: doctor, "\(error)")
            throw unreadable.problem
        }
    }

    private func schedule(_ row: RowOf<ScheduleColumn>) throws -> DoctorSchedule {
        let name = try row.textOrNil(.timeZone)
        if standings.isOutdated(name ?? clinicZone.identifier) { throw UnreadableSchedule.outdatedRules }
        guard let name else { return DoctorSchedule(zone: clinicZone) }
        guard let zone = zone(name) else { throw UnreadableSchedule(reason: "its time zone is not known here") }
        let schedule = DoctorSchedule(
            zone: zone, slotMinutes: try row.int(.slotMinutes), bufferMinutes: try row.int(.bufferMinutes),
            horizonDays: try row.intOrNil(.horizonDays), cancellationCutoffMinutes: try row.int(.cancellationCutoffMinutes),
            minimumNoticeMinutes: try row.int(.minimumNoticeMinutes), hours: try row.hours)
        guard schedule.isWithinRanges else { throw UnreadableSchedule(reason: "a number in it is out of its range") }
        return schedule
    }

    private func zone(_ name: String) -> Zone? {
        if let known = zones[name] { return known }
        let zone = cache.zone(stored: name)
        zones[name] = .some(zone)
        return zone
    }
}
