import Contracts
import Hosting
import OpenSSL
package import Postgres
import ServiceRuntime

/// Reads a whole log and says whether it is still what it was: every leaf from its entry, every tile and root from the leaves, what was
/// signed, and what somebody else has kept.
package struct AuditCheck: Sendable {
    /// Who must have signed; nil: not known.
    package var key: NoteKey?
    /// Checkpoints that were kept outside the database.
    package var kept: [SignedNote] = []
    /// A file in PEM with the authorities that time stamps are trusted by; nil: they are not looked at.
    package var authorities: String?
    /// The first index whose entry is read; below it the stored hashes are taken as they are.
    package var since = 0
    /// How far behind the checkpoint before it an entry's time may lie.
    package var tolerance = Duration.seconds(60)
    /// Returns a row when a change of this service has no entry.
    package var unrecorded: Statement?

    private static let batch = 2_000

    package init() {}

    /// Throws what the database throws.
    package func callAsFunction(_ pool: PostgresPool) async throws -> AuditVerdict {
        try await pool.transaction(.repeatableRead) { try await check($0) }
    }

    private func check(_ transaction: PostgresTransaction) async throws -> AuditVerdict {
        var verdict = AuditVerdict()
        guard let row = try await transaction.query(CheckingStatements.head).first.map({ RowOf<HeadColumn>($0) }) else {
            return verdict
        }
        let minimum = try (row.next() as RowOf<MinimumColumn>).int(.minimum), size = try row.int(.size)
        verdict.size = size
        var signed = try await checkpoints(transaction, &verdict)[...]
        var kept = keptHeads(size, &verdict)[...]
        var tree = CheckedTree(), last: Instant?, order = Order()
        func compare() {
            while let next = signed.first, next.size <= tree.size {
                if next.size == tree.size, next.root != tree.root { verdict.add(.checkpointChanged, at: next.size - 1) }
                (last, signed) = (next.at, signed.dropFirst())
            }
            while let next = kept.first, next.size <= tree.size {
                if next.size == tree.size, next.root != tree.root { verdict.add(.forked, at: next.size - 1) }
                kept = kept.dropFirst()
            }
        }
        while true {
            let rows = try await transaction.query(
                CheckingStatements.leaves, [.int(tree.size), .int(Self.batch), .int(max(since, minimum))])
            for row in rows.map({ RowOf<LeafColumn>($0) }) {
                let index = try row.int(.index)
                guard index == tree.size else {
                    verdict.add(.leafMissing, at: tree.size)
                    return verdict
                }
                if index == size { verdict.add(.leafAdded, at: index) }
                guard let hash = TreeHash(octets: try row.bytes(.hash)) else {
                    verdict.add(.leafMissing, at: index)
                    return verdict
                }
                if index >= max(since, minimum) { try checkEntry(row, hash, index, after: last, &order, &verdict) }
                for tile in tree.append(hash) {
                    let stored = try await transaction.query(SealingStatements.tile, [.int(tile.level), .int(tile.number)]).first
                    let octets = try stored.map { row in try RowOf<TileColumn>(row).bytes(.hashes) }
                    if octets != tile.hashes.flatMap(\.octets) { verdict.add(.tileChanged, at: index) }
                }
                compare()
            }
            if rows.isEmpty { break }
        }
        if tree.size < size { verdict.add(.leafMissing, at: tree.size) }
        let head = try? Head(row)
        if tree.size == size, head?.frontier != tree.frontier { verdict.add(.headChanged, at: size) }
        if let first = signed.first { verdict.add(.checkpointChanged, at: first.size - 1) }
        if try await !transaction.query(CheckingStatements.unsealed).isEmpty { verdict.add(.entryInserted) }
        if try await !transaction.query(CheckingStatements.straySubjects).isEmpty { verdict.add(.subjectsChanged) }
        if let unrecorded, try await !transaction.query(unrecorded).isEmpty { verdict.add(.changeUnrecorded) }
        return verdict
    }

    /// Compares an entry with its leaf.
    private func checkEntry(
        _ row: RowOf<LeafColumn>, _ hash: TreeHash, _ index: Int, after last: Instant?, _ order: inout Order,
        _ verdict: inout AuditVerdict
    ) throws {
        guard try row.bool(.isThere) else { return verdict.add(.entryMissing, at: index) }
        verdict.entries += 1
        guard let stored = try? StoredEntry(row.next()), stored.entry.leaf == hash, order.advance(to: stored) else {
            return verdict.add(.entryChanged, at: index)
        }
        if try !row.bool(.hasItsSubjects) { verdict.add(.subjectsChanged, at: index) }
        if let salt = stored.salt, let details = stored.details {
            if Commitment(to: details, salt: salt) != stored.entry.commitment { verdict.add(.detailsChanged, at: index) }
        } else if stored.salt != nil || stored.details != nil {
            verdict.add(.detailsChanged, at: index)
        } else if stored.entry.commitment != .none {
            verdict.shredded += 1
        }
        if let last, stored.entry.at.microseconds < last.microseconds - Int64(tolerance / .microseconds(1)) {
            verdict.add(.entryBackdated, at: index)
        }
    }

    /// The order of entries: by their transactions, then by their ids.
    private struct Order {
        private var last: (xid: UInt64, id: UUIDValue) = (0, UUIDValue(high: 0, low: 0))

        /// False for one that does not come after the last.
        mutating func advance(to stored: StoredEntry) -> Bool {
            guard let xid = UInt64(stored.xid), last < (xid, stored.entry.id) else { return false }
            last = (xid, stored.entry.id)
            return true
        }
    }

    private struct SignedHead {
        let size: Int
        let root: TreeHash
        let at: Instant?
    }

    /// The checkpoints in the database. The newest must be signed by the key, and each row must say what its note says.
    private func checkpoints(_ transaction: PostgresTransaction, _ verdict: inout AuditVerdict) async throws -> [SignedHead] {
        var heads: [SignedHead] = [], newest: SignedNote?
        for row in try await transaction.query(CheckingStatements.checkpoints).map({ RowOf<SignedColumn>($0) }) {
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
            if let authorities, let token = try row.bytesOrNil(.token) {
                // A clock may be fast by as much as entries may be late.
                let time = try? TimeStamp.verify(token, of: Array(note.description.utf8), authorities: authorities)
                if let time, Int64(time) >= at.seconds - tolerance.components.seconds {
                    verdict.dated += 1
                } else {
                    verdict.add(.timeStampWrong, at: size - 1)
                }
            }
        }
        verdict.checkpoints = heads.count
        if let key, let newest {
            verdict.isSigned = Checkpoint(newest, by: key) != nil
            if !verdict.isSigned { verdict.add(.signatureWrong, at: heads.last.map { $0.size - 1 }) }
        }
        return heads
    }

    /// The checkpoints kept outside, in the order of their sizes. One that is larger than the log shows that the log was rolled
    /// back.
    private func keptHeads(_ size: Int, _ verdict: inout AuditVerdict) -> [SignedHead] {
        var heads: [SignedHead] = []
        for note in kept {
            guard let head = key.map({ Checkpoint(note, by: $0) }) ?? Checkpoint(text: note.text) else {
                verdict.add(.signatureWrong)
                continue
            }
            if head.size > size { verdict.add(.rolledBack, at: size) }
            heads.append(SignedHead(size: head.size, root: head.root, at: nil))
        }
        return heads.filter { $0.size <= size }.sorted { $0.size < $1.size }
    }
}

/// A tree that grows leaf by leaf, with the tiles that become whole.
struct CheckedTree {
    private(set) var frontier = Frontier()
    private var open: [[TreeHash]] = []

    var size: Int { frontier.size }
    var root: TreeHash { frontier.root }

    mutating func append(_ leaf: TreeHash) -> [(level: Int, number: Int, hashes: [TreeHash])] {
        var whole: [(TreeNode, TreeHash)] = []
        frontier.append(leaf) { node, hash in if node.level.isMultiple(of: Tile.height) { whole.append((node, hash)) } }
        var tiles: [(Int, Int, [TreeHash])] = []
        for (node, hash) in whole {
            let level = node.level / Tile.height
            if level == open.count { open.append([]) }
            open[level].append(hash)
            guard open[level].count == Tile.width else { continue }
            tiles.append((level, node.index / Tile.width, open[level]))
            open[level] = []
        }
        return tiles
    }
}
