import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

/// Checks one tree of a log, leaf by leaf.
struct TreeCheck {
    let check: AuditCheck
    let tree: TreeStatements
    let name: LogName
    /// Whether another has taken its place.
    let isEnded: Bool
    let announced: Announced
    let transaction: PostgresTransaction

    private static let batch = 2_000

    /// `kept`: checkpoints of this tree that somebody has.
    func callAsFunction(_ row: RowOf<HeadColumn>, kept: [Checkpoint]) async throws -> AuditVerdict {
        var verdict = AuditVerdict()
        let minimum = try (row.next() as RowOf<MinimumColumn>).int(.minimum), size = try row.int(.size)
        if check.readsEntries, !isEnded, minimum != announced.minimum(in: name.era) { verdict.add(.keepingChanged) }
        verdict.size = size
        verdict.origin = name.origin
        var signed = try await checkpoints(&verdict)[...]
        if kept.contains(where: { $0.size > size }) { verdict.add(.rolledBack, at: size) }
        var kept = kept.filter { $0.size <= size }.sorted { $0.size < $1.size }[...]
        var grown = CheckedTree(), last: Instant?, order = try Order(row)
        func compare() {
            while let next = signed.first, next.size <= grown.size {
                if next.size == grown.size, next.root != grown.root { verdict.add(.checkpointChanged, at: next.size - 1) }
                (last, signed) = (next.at, signed.dropFirst())
            }
            while let next = kept.first, next.size <= grown.size {
                if next.size == grown.size, next.root != grown.root { verdict.add(.forked, at: next.size - 1) }
                kept = kept.dropFirst()
            }
        }
        let first = check.since
        while true {
            let next: [PostgresValue] = [.int(grown.size), .int(Self.batch)]
            let rows =
                check.readsEntries
                ? try await transaction.query(tree.leavesWithEntries, next + [.int(first)])
                : try await transaction.query(tree.leavesAlone, next)
            for row in rows.map({ RowOf<LeafColumn>($0) }) {
                let index = try row.int(.index)
                guard index == grown.size else {
                    verdict.add(.leafMissing, at: grown.size)
                    return verdict
                }
                if index == size { verdict.add(.leafAdded, at: index) }
                guard let hash = TreeHash(octets: try row.bytes(.hash)) else {
                    verdict.add(.leafMissing, at: index)
                    return verdict
                }
                if check.readsEntries, index >= first { try checkEntry(row, hash, index, after: last, &order, &verdict) }
                for tile in grown.append(hash) {
                    let stored = try await transaction.query(tree.tile, [.int(tile.level), .int(tile.number)]).first
                    let octets = try stored.map { row in try RowOf<TileColumn>(row).bytes(.hashes) }
                    if octets != tile.hashes.flatMap(\.octets) { verdict.add(.tileChanged, at: index) }
                }
                compare()
            }
            if rows.isEmpty { break }
        }
        if grown.size < size { verdict.add(.leafMissing, at: grown.size) }
        let head = try? Head(row)
        if grown.size == size, head?.frontier != grown.frontier { verdict.add(.headChanged, at: size) }
        if let first = signed.first { verdict.add(.checkpointChanged, at: first.size - 1) }
        return verdict
    }

    /// Compares an entry with its leaf.
    func checkEntry(
        _ row: RowOf<LeafColumn>, _ hash: TreeHash, _ index: Int, after last: Instant?, _ order: inout Order,
        _ verdict: inout AuditVerdict
    ) throws {
        order.reach(index)
        guard try row.bool(.isThere) else {
            let at = try row.instant(.entryAt)
            let isAnnounced =
                isEnded ? announced.mayLack(from: at) : announced.mayLack(index, from: at, besides: verdict.pruned, in: name.era)
            verdict.pruned += 1
            if !isAnnounced { verdict.add(.entryMissing, at: index) }
            return
        }
        verdict.entries += 1
        guard let stored = try? StoredEntry(row.next()), stored.entry.leaf == hash, order.advance(to: stored, at: index) else {
            return verdict.add(.entryChanged, at: index)
        }
        if index == 0, name.era > 1, stored.entry.event != AuditEvent.restart.name { verdict.add(.restartMissing, at: 0) }
        if try !row.bool(.hasItsSubjects) { verdict.add(.subjectsChanged, at: index) }
        if let salt = stored.salt, let details = stored.details {
            if Commitment(to: details, salt: salt) != stored.entry.commitment { verdict.add(.detailsChanged, at: index) }
        } else if stored.salt != nil || stored.details != nil {
            verdict.add(.detailsChanged, at: index)
        } else if stored.entry.commitment != .none {
            verdict.shredded += 1
            if !announced.mayLackDetails(stored.entry) { verdict.add(.detailsRemoved, at: index) }
        }
        if let last, stored.entry.at.microseconds < last.microseconds - Int64(check.tolerance / .microseconds(1)) {
            verdict.add(.entryBackdated, at: index)
        }
    }

    /// The order of entries: by their transactions, then by their ids. In a tree that was begun anew the first leaf tells of that; in this
    /// order follow all entries that there were, and then again in this order those of the server that it goes on in.
    struct Order {
        private var last: (xid: UInt64, id: UUIDValue) = (0, UUIDValue(high: 0, low: 0))
        private let isRestarted: Bool
        private let restartSize: Int
        private let restartXID: UInt64

        init(_ row: RowOf<HeadColumn>) throws(PostgresError) {
            isRestarted = try row.int(.era) > 1
            restartSize = try row.int(.restartSize)
            restartXID = UInt64(try row.text(.restartXID)) ?? 0
        }

        /// To be called for each place, whether or not its entry is there.
        mutating func reach(_ index: Int) {
            if index == restartSize { last = (restartXID, UUIDValue(high: 0, low: 0)) }
        }

        /// False for one that does not come after the last.
        mutating func advance(to stored: StoredEntry, at index: Int) -> Bool {
            if isRestarted, index == 0 { return true }
            guard let xid = UInt64(stored.xid), last < (xid, stored.entry.id) else { return false }
            last = (xid, stored.entry.id)
            return true
        }
    }

    private struct SignedHead {
        let size: Int
        let root: TreeHash
        let at: Instant
    }

    /// The checkpoints in the database. The newest must be signed by the key, and each row must say what its note says.
    private func checkpoints(_ verdict: inout AuditVerdict) async throws -> [SignedHead] {
        var heads: [SignedHead] = [], newest: SignedNote?
        for row in try await transaction.query(tree.checkpoints).map({ RowOf<SignedColumn>($0) }) {
            let size = try row.int(.size)
            let note = SignedNote(try row.text(.note))
            guard let root = TreeHash(octets: try row.bytes(.root)), let note, let said = Checkpoint(text: note.text),
                said.size == size, said.root == root
            else {
                verdict.add(.checkpointChanged, at: max(0, size - 1))
                continue
            }
            let at = try row.instant(.at)
            heads.append(SignedHead(size: size, root: root, at: at))
            newest = note
            if let authorities = check.authorities, let token = try row.bytesOrNil(.token) {
                // A clock may be fast by as much as entries may be late.
                let time = try? TimeStamp.verify(token, of: Array(note.description.utf8), authorities: authorities)
                if let time, Int64(time) >= at.seconds - check.tolerance.components.seconds {
                    verdict.dated += 1
                } else {
                    verdict.add(.timeStampWrong, at: size - 1)
                }
            }
        }
        verdict.checkpoints = heads.count
        if let key = check.key?.named(name.origin), let newest {
            verdict.isSigned = Checkpoint(newest, by: key) != nil
            if !verdict.isSigned { verdict.add(.signatureWrong, at: heads.last.map { $0.size - 1 }) }
        }
        return heads
    }
}
