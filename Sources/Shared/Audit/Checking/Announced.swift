import Contracts
import Postgres

/// What may be gone from a log, as entries of it have announced.
struct Announced {
    /// Details of entries from before.
    private var details: Instant?
    /// Where the log says something else than it is said to say; nil: nowhere in its tree.
    private(set) var wrong: [Int?] = []

    init(_ transaction: PostgresTransaction) async throws {
        for row in try await transaction.query(KeepingStatements.announced) {
            let row = RowOf<KeepingColumn>(row)
            let announcement = try Announcement(row), found = row.next() as RowOf<AnnouncedColumn>
            // Whoever has taken it away is found where it was.
            guard try found.bool(.isThere) else { continue }
            let place = try found.intOrNil(.place)
            guard let stored = try? StoredEntry(found.next()), announcement.isSaid(by: stored) else {
                wrong.append(place)
                continue
            }
            // One that waits for its place in the tree counts as well: it takes that of the one before, by which something is gone.
            guard try place == nil || TreeHash(octets: found.bytes(.hash)) == stored.entry.leaf else { continue }
            switch announcement.kind {
            case .details: details = announcement.before
            case .entries: break
            }
        }
    }

    /// Whether the details of an entry may have been removed.
    func mayLackDetails(_ entry: AuditEntry) -> Bool {
        details.map { entry.at < $0 } ?? false && !AuditEvent.ofTheLog.contains { $0.name == entry.event }
    }
}
