import Contracts
import Postgres

/// What may be gone from a log, as entries of it have announced.
struct Announced {
    /// Details of entries from before.
    private var details: Instant?
    private var entries: Announcement?
    /// Where the log says something else than it is said to say; nil: nowhere in its tree.
    private(set) var wrong: [Int?] = []

    init(_ transaction: PostgresTransaction) async throws {
        for row in try await transaction.query(KeepingStatements.announced) {
            let row = RowOf<KeepingColumn>(row)
            let announcement = try Announcement(row), found = row.next() as RowOf<AnnouncedColumn>
            guard !row.isNull(.entryID) else {
                if announcement != Announcement(announcement.kind, before: Instant(seconds: 0)) { wrong.append(nil) }
                continue
            }
            let place = try found.intOrNil(.place)
            guard try found.bool(.isThere), let stored = try? StoredEntry(found.next()), announcement.isSaid(by: stored) else {
                wrong.append(place)
                continue
            }
            // One that waits for its place in the tree counts as well: it takes that of the one before, by which something is gone.
            guard try place == nil || TreeHash(octets: found.bytes(.hash)) == stored.entry.leaf else { continue }
            switch announcement.kind {
            case .details: details = announcement.before
            case .entries: entries = announcement
            }
        }
    }

    /// Whether the details of an entry may have been removed.
    func mayLackDetails(_ entry: AuditEntry) -> Bool {
        details.map { entry.at < $0 } ?? false && !AuditEvent.ofTheLog.contains { $0.name == entry.event }
    }

    /// Whether an entry that the tree in use has at a place, from a time, may be gone, besides as many as are.
    func mayLack(_ place: Int, from at: Instant, besides count: Int, in era: Int) -> Bool {
        entries.map { $0.era == era && place < $0.minimum && at < $0.before && count < $0.entries } ?? false
    }

    /// The same of a tree that has ended.
    func mayLack(from at: Instant) -> Bool { entries.map { at < $0.before } ?? false }

    /// The place that the head must have below which entries may be gone.
    func minimum(in era: Int) -> Int { entries.map { $0.era == era ? $0.minimum : 0 } ?? 0 }
}
