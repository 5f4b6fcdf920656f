import Contracts
import Hosting
import Postgres
import ServiceRuntime

/// Takes the details of old entries away: address, program, words of a search, and the salt without which their digest tells nothing. Any
/// number of replicas may do it; one that is killed has done whole batches, and another goes on.
///
/// ```
/// announced: details from before a day go ──▶ that is in the tree ──▶ batch by batch, in the order of times, from where it was left
/// ```
///
/// Once a day it looks at what has become too old since, by the primary key: what is in the table besides costs nothing.
struct ShredDetails: Sendable {
    let pool: PostgresPool
    let clock: WallClock
    let ids: IdentifierSource
    let retention: Duration

    /// Entries of one transaction.
    static let batch = 500

    enum Step: Equatable {
        case announced
        /// So many entries were looked at, and so many had details.
        case shredded(Int, of: Int)
    }

    /// One transaction. Nil: nothing to do, another is at it, or what was announced is not in the tree yet.
    func step() async throws -> Step? {
        try await pool.transaction { transaction in
            let taken = try await transaction.query(KeepingStatements.take, [.text(Announcement.Kind.details.rawValue)]).first
            guard let row = taken.map({ RowOf<KeepingColumn>($0) }) else { return nil }
            let end = try row.instant(.before), from = (at: try row.instant(.doneAt), id: try row.id(.doneID) as AuditEntryID)
            if from.at >= end { return try await announce(after: from, transaction) }
            guard try row.bool(.isSealed) else { return nil }
            let values: [PostgresValue] = [.instant(from.at), .id(from.id), .instant(end), .int(Self.batch)]
            let kept = PostgresValue.textArray(AuditEvent.ofTheLog.map(\.name))
            let found = RowOf<ShreddedColumn>(try await transaction.query(KeepingStatements.shred, values + [kept])[0])
            let count = try found.int(.read)
            var last: (at: Instant, id: AuditEntryID) = (end, AuditEntryID(UUIDValue(high: 0, low: 0)))
            if count == Self.batch { last = (try found.instant(.lastAt), try found.id(.lastID)) }
            try await done(last, transaction)
            return .shredded(try found.int(.shredded), of: count)
        }
    }

    /// Days (UTC) are announced whole: one entry a day.
    private func announce(after from: (at: Instant, id: AuditEntryID), _ transaction: PostgresTransaction) async throws -> Step? {
        let now = clock.instant, oldest = now.adding(seconds: -retention.components.seconds)
        let end = Instant(seconds: oldest.seconds - (oldest.seconds % 86_400 + 86_400) % 86_400)
        guard end > from.at else { return nil }
        let something = try await transaction.query(
            KeepingStatements.isSomething, [.instant(from.at), .id(from.id), .instant(end)])
        guard !something.isEmpty else { return nil }
        let values = Announcement(.details, before: end).values(id: ids.next(), at: now, xid: "0")
        _ = try await transaction.query(KeepingStatements.announce, values)
        return .announced
    }

    private func done(_ last: (at: Instant, id: AuditEntryID), _ transaction: PostgresTransaction) async throws {
        let values: [PostgresValue] = [.text(Announcement.Kind.details.rawValue), .instant(last.at), .id(last.id)]
        _ = try await transaction.query(KeepingStatements.done, values)
    }
}
