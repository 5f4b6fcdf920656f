import Contracts
import Hosting
import Postgres

/// Where a tree ends.
struct Head {
    var frontier: Frontier
    var xid: String
    var entryID: AuditEntryID
    let name: LogName

    init(_ row: RowOf<HeadColumn>) throws {
        let octets = try row.bytes(.frontier)
        let hashes = stride(from: 0, to: octets.count, by: TreeHash.length).compactMap {
            TreeHash(octets: Array(octets[$0..<min($0 + TreeHash.length, octets.count)]))
        }
        guard let frontier = Frontier(size: try row.int(.size), hashes: hashes) else { throw AuditFault.noHead }
        self.frontier = frontier
        xid = try row.text(.xid)
        entryID = try row.id(.entryID)
        name = try LogName(row)
    }
}

/// What a tree is called, and the how manieth of its log it is.
struct LogName: Equatable, Sendable {
    let origin: String
    /// From 1.
    let era: Int

    init(_ row: RowOf<HeadColumn>) throws(PostgresError) { (origin, era) = (try row.text(.origin), try row.int(.era)) }

    /// `base`: what the log's first tree is called.
    init(_ base: String, era: Int) { (origin, self.era) = (era == 1 ? base : "\(base)/\(era)", era) }

    /// What the log's first tree is called.
    var base: String { era > 1 && origin.hasSuffix("/\(era)") ? String(origin.dropLast("/\(era)".count)) : origin }

    /// The how manieth tree of this log `other` is called; nil for another log's.
    func era(of other: String) -> Int? {
        if other == base { return 1 }
        guard other.hasPrefix("\(base)/"), let era = Int(other.dropFirst(base.count + 1)), era > 1,
            LogName(base, era: era).origin == other
        else { return nil }
        return era
    }
}
