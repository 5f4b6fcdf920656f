import Contracts
import Hosting
import Postgres
import ServiceRuntime

/// Drops whole months of the log that are older than it is kept for. Hashes and tiles stay: everything that was ever signed can be proven as
/// before, but for the words of what is gone. Any number of replicas may do it, and one that is killed leaves what another goes on with.
///
/// ```
/// announced, with how many entries and below which place ──▶ that is in the tree ──▶ what lies outside of months ──▶ month by month
/// ```
struct PruneLog: Sendable {
    let pool: PostgresPool
    let clock: WallClock
    let ids: IdentifierSource
    let retention: Duration

    /// Entries of one transaction.
    static let batch = 500
    /// A month is counted for as long as this at most.
    private static let timeout = Duration.seconds(300)

    /// What is too old waits: it has no place in the tree, so nobody could tell later that it was there.
    struct NotSealed: Error, CustomStringConvertible {
        let count: Int
        var description: String { "\(count) entries that are too old are not in the tree" }
    }

    /// Says what goes, in one transaction with the place below which it is. False: nothing does that was not said before.
    /// Throws `NotSealed`, and what the database throws.
    func announce() async throws -> Bool {
        let now = clock.instant
        let oldest = now.adding(seconds: -retention.components.seconds)
        let begin = try await pool.query(PruningStatements.month, [.instant(oldest)])[0]
        let before = try RowOf<MonthColumn>(begin).instant(.begin)
        return try await pool.transaction { transaction in
            let taken = try await transaction.query(KeepingStatements.take, [.text(Announcement.Kind.entries.rawValue)]).first
            guard let row = taken.map({ RowOf<KeepingColumn>($0) }),
                let head = try await transaction.query(SealingStatements.headOnly).first.map({ RowOf<HeadColumn>($0) }),
                try !head.bool(.isElsewhere), case let era = try head.int(.era)
            else { return false }
            var said = try Announcement(row)
            if said.era != era { said = Announcement(.entries, before: Instant(seconds: 0), era: era) }
            guard before > said.before else { return false }
            let values: [PostgresValue] = [.instant(before), .instant(said.before), .int(said.minimum)]
            let found = RowOf<CountColumn>(
                try await transaction.query(PruningStatements.count, values, timeout: Self.timeout)[0])
            let count = try found.int(.count), unsealed = try found.int(.unsealed)
            let months = try await transaction.query(PruningStatements.months, [.instant(before)])
            guard count > 0 || !months.isEmpty else { return false }
            guard unsealed == 0 else { throw NotSealed(count: unsealed) }
            let minimum = max(said.minimum, try found.intOrNil(.last).map { $0 + 1 } ?? 0)
            guard try await !transaction.query(PruningStatements.setMinimum, [.int(minimum), .int(era)]).isEmpty else {
                return false
            }
            let next = Announcement(.entries, before: before, era: era, entries: said.entries + count, minimum: minimum)
            _ = try await transaction.query(
                KeepingStatements.announce, next.values(id: ids.next(), at: now, xid: try found.text(.xid)))
            return true
        }
    }

    /// What was said last and may be done: the tree in use says so.
    struct Announced: Sendable {
        let announcement: Announcement
        let xid: String
        let months: [String]
    }

    func announced() async throws -> Announced? {
        guard let row = try await pool.query(PruningStatements.announced).first.map({ RowOf<KeepingColumn>($0) }) else {
            return nil
        }
        let announcement = try Announcement(row)
        let months = try await pool.query(PruningStatements.months, [.instant(announcement.before)])
        return Announced(
            announcement: announcement, xid: try row.text(.xid),
            months: try months.map { row throws(PostgresError) in try RowOf<NumberColumn>(row).text(.number) })
    }

    /// A few of the entries outside of the months; how many.
    func removeOthers(_ announced: Announced) async throws -> Int {
        let said = announced.announcement
        return try await pool.transaction { transaction in
            guard try await !transaction.query(PruningStatements.holdTree, [.int(said.era)]).isEmpty else { return 0 }
            let values: [PostgresValue] = [.instant(said.before), .int(said.minimum), .int(Self.batch)]
            return try await transaction.query(PruningStatements.removeOthers, values).count
        }
    }

    /// False: the log is in another tree by now. Throws 55P03 when others have held the tables for a quarter of a second.
    func drop(_ month: String, _ announced: Announced) async throws -> Bool {
        let said = announced.announcement
        let values: [PostgresValue] = [.text(month), .int(said.era), .int(said.minimum), .text(announced.xid)]
        return try await pool.query(PruningStatements.dropMonth, values)[0].bool(0)
    }
}
