import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import Logging
import Postgres
import ServiceRuntime

/// Moves visits when the rules of their zones change: people agreed on the time on the wall. A process that starts with newer time
/// zone data than the visits stand by adopts them zone by zone and moves future visits; one with older data moves nothing and books
/// nothing in the zones that differ. Any number of replicas may do it at once, and one that dies leaves the rest to the next.
struct ZoneChanges {
    let pool: PostgresPool
    let zones: ZoneCache
    let standings: ZoneStandings
    let metrics: ZoneMetrics
    let clock: WallClock
    let log: Logger

    /// Visits read, and moved, in one statement.
    static let batch = 200
    /// A visit that began this many days ago is over.
    private static let daysBack = 1
    /// How often to look again at the visits near a booking because they changed meanwhile.
    private static let looks = 8
    /// How often a move is tried when other transactions get in its way.
    private static let attempts = 4

    // MARK: All of them

    /// Adopts what is newer here, and moves what stands by older rules. One small statement when nothing has changed.
    func sweep(isClosing: () -> Bool = { false }) async throws(PostgresError) {
        var (outdated, moving): (Set<String>, Set<String>) = ([], [])
        for row in try await pool.query(ZoneStatements.known).map({ RowOf<RulesColumn>($0) }) {
            let name = try row.text(.zone)
            guard let zone = zones.zone(stored: name) else { continue }
            let standing = try Standing(of: zone, row)
            if standing == .outdated { outdated.insert(name) }
            if standing == .newer { try await adopt(zone) }
            if standing == .newer || standing == .moving { moving.insert(name) }
        }
        if standings.outdated != outdated.count, !outdated.isEmpty {
            log.error(
                "another replica has newer time zone data: nothing is booked here in these zones until tzdata is updated and this process restarted",
                metadata: ["zones": "\(outdated.sorted().joined(separator: " "))", "release": "\(zones.database.release)"])
        }
        standings.set(outdated: outdated, moving: moving, unmoved: standings.unmoved)
        for name in moving.sorted() where !isClosing() {
            guard let zone = zones.zone(stored: name) else { continue }
            if try await moveAll(zone, isClosing) {
                _ = try await pool.query(ZoneStatements.settle, [.text(name), .text(zone.digest)])
                moving.remove(name)
            }
        }
        standings.set(outdated: outdated, moving: moving, unmoved: try await retry())
    }

    private enum Standing {
        case same, moving, newer, outdated

        init(of zone: Zone, _ row: RowOf<RulesColumn>) throws(PostgresError) {
            self =
                if zone.digest == (try row.text(.digest)) { try row.bool(.isMoving) ? .moving : .same } else {
                    try row.text(.release) < zone.releaseOrNone ? .newer : .outdated
                }
        }
    }

    private func adopt(_ zone: Zone) async throws(PostgresError) {
        log.notice("the rules of a time zone have changed", metadata: ["zone": "\(zone.identifier)", "release": "\(zone.release)"])
        _ = try await pool.query(ZoneStatements.adopt, [.text(zone.identifier), .text(zone.releaseOrNone), .text(zone.digest)])
    }

    /// Visits that go to earlier instants are moved from the earliest on, the others from the latest on, so that each leaves its
    /// place before the next one needs it. Repeats until a look finds nothing that can be moved, and nothing that changed while it
    /// was looked at. False when it was interrupted.
    private func moveAll(_ zone: Zone, _ isClosing: () -> Bool) async throws(PostgresError) -> Bool {
        var (moved, left) = (0, 0)
        repeat {
            let before = moved
            var missed = 0
            left = 0
            for forward in [false, true] {
                var position = forward ? Self.end : (clock.instant.adding(days: -Self.daysBack), Self.end.1)
                while true {
                    if isClosing() { return false }
                    let rows = try await page(of: zone, forward, from: position)
                    let visits = try changes(rows, in: zone).filter { $0.goesForward == forward }
                    let outcome = try await move(visits, zone)
                    moved += outcome.moved
                    left += outcome.left
                    missed += visits.count - outcome.moved - outcome.left
                    guard rows.count == Self.batch else { break }
                    let last = RowOf<VisitInstants.Column>(rows[rows.count - 1])
                    position = (try last.instant(.startsAt), try last.uuid(.id))
                }
            }
            if moved == before && missed == 0 { break }
        } while true
        log.notice(
            "visits stand by the new rules of their zone",
            metadata: ["zone": "\(zone.identifier)", "release": "\(zone.release)", "moved": "\(moved)", "left": "\(left)"])
        return true
    }

    private static let end = (Instant.latest, PostgresUUID(high: .max, low: .max))

    private func page(of zone: Zone, _ forward: Bool, from position: (Instant, PostgresUUID)) async throws(PostgresError)
        -> PostgresResult
    {
        let values: [PostgresValue] = [
            .text(zone.identifier), .instant(position.0), .uuid(position.1), .int(Self.batch),
        ]
        guard forward else { return try await pool.query(ZoneStatements.ascending, values) }
        return try await pool.query(ZoneStatements.descending, values + [.instant(clock.instant.adding(days: -Self.daysBack))])
    }

    private func changes(_ rows: PostgresResult, in zone: Zone) throws(PostgresError) -> [VisitInstants] {
        var visits: [VisitInstants] = []
        for row in rows {
            do throws(PostgresError) {
                if let visit = try VisitInstants(RowOf(row), in: zone, now: clock.instant) { visits.append(visit) }
            } catch .unexpectedColumn {
                continue  // A row that cannot be read must not keep the others where they are.
            }
        }
        return visits
    }

    // MARK: Those that a booking may meet

    /// Called when a booking in `zone` was refused because the rules of the zone are not settled: afterwards every visit of these two
    /// people near `time` stands where it belongs, or is known not to, and the booking may go on even while others are moved.
    /// Throws 503 `schedule_unreadable` when another process has newer rules, `overloaded`.
    func settle(_ zone: Zone, doctor: UserID, patient: UserID, near time: Instant) async throws {
        let settled = try await pool.query(ZoneStatements.one, [.text(zone.identifier)]).first
        let standing = try settled.map { try Standing(of: zone, RowOf($0)) }
        if standing == .outdated { throw UnreadableSchedule.outdatedRules.problem }
        if standing != .moving { try await adopt(zone) }
        let values: [PostgresValue] = [
            .text(zone.identifier), .id(doctor), .id(patient), .instant(time.adding(days: -2)), .instant(time.adding(days: 2)),
        ]
        for _ in 0..<Self.looks {
            let visits = try changes(try await pool.query(ZoneStatements.near, values), in: zone)
            guard !visits.isEmpty else { return }
            let ordered = visits.filter { !$0.goesForward } + visits.filter(\.goesForward).reversed()
            if try await move(ordered, zone).left == visits.count { return }
        }
        throw Problem(.overloaded, "The visits near that time are being changed all the time; try again.").with(
            field: "Retry-After", "1")
    }

    // MARK: Moving

    /// Moves them in order, in one statement. When one of them meets another visit, moves them one by one and notes those that
    /// cannot be moved.
    private func move(_ visits: [VisitInstants], _ zone: Zone) async throws(PostgresError) -> (moved: Int, left: Int) {
        guard !visits.isEmpty else { return (0, 0) }
        let movable = visits.filter(\.exists)
        do throws(PostgresError) {
            let moved = try await run(movable, zone)
            var left = 0
            for visit in visits where !visit.exists { left += try await leave(visit, zone) }
            return (moved, left)
        } catch {
            guard error.sqlState == .exclusionViolation else { throw error }
        }
        var (moved, left) = (0, 0)
        for visit in visits {
            do throws(PostgresError) {
                guard visit.exists else { left += try await leave(visit, zone); continue }
                moved += try await run([visit], zone)
            } catch {
                guard error.sqlState == .exclusionViolation else { throw error }
                left += try await leave(visit, zone)
            }
        }
        return (moved, left)
    }

    private func run(_ visits: [VisitInstants], _ zone: Zone) async throws(PostgresError) -> Int {
        guard !visits.isEmpty else { return 0 }
        let values: [PostgresValue] = [
            .ids(visits.map(\.id)), .intArray(visits.map { Int($0.version) }),
            .timestamptzArray(visits.map(\.startsAt.microseconds)), .timestamptzArray(visits.map(\.endsAt.microseconds)),
            .timestamptzArray(visits.map(\.doctorFreeAt.microseconds)), .boolArray(visits.map(\.isAmbiguous)),
            .text(zone.releaseOrNone),
        ]
        let moved = try await pool.query(ZoneStatements.move, values, attempts: Self.attempts).count
        metrics.moved.add(moved)
        return moved
    }

    private func leave(_ visit: VisitInstants, _ zone: Zone) async throws(PostgresError) -> Int {
        _ = try await pool.query(
            ZoneStatements.leave,
            [
                .id(visit.id), .instant(visit.stoodAt), .instant(visit.startsAt), .instant(visit.endsAt),
                .instant(visit.doctorFreeAt),
            ])
        log.error(
            "a visit cannot be moved to where its wall time is now: move or cancel it, or what is in its way",
            metadata: ["appointment": "\(visit.id)", "zone": "\(zone.identifier)", "belongs": "\(visit.startsAt)"])
        return 1
    }

    /// Tries again to move what could not be moved; returns how many are left.
    private func retry() async throws(PostgresError) -> Int {
        let rows = try await pool.query(ZoneStatements.unmoved)
        var left = 0
        for row in rows {
            let row = RowOf<UnmovedColumn>(row)
            guard let zone = zones.zone(stored: try row.text(.zone)),
                let visit = try VisitInstants(row.next(), in: zone, now: clock.instant)
            else { continue }
            left += 1
            guard visit.exists else { continue }
            do throws(PostgresError) {
                left -= try await run([visit], zone)
            } catch {
                guard error.sqlState == .exclusionViolation else { throw error }
            }
        }
        if !rows.isEmpty || standings.unmoved > 0 { _ = try await pool.query(ZoneStatements.forget) }
        return left
    }
}

extension Zone {
    /// Data without a release are older than all that have one.
    var releaseOrNone: String { release.isEmpty ? "0" : release }
}
