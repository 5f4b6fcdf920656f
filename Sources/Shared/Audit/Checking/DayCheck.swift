import Contracts
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

/// Checks the end of a log, 256 leaves at a time, each piece in a transaction of its own that only reads: entries, leaves, tiles, what was
/// signed. What lies before counts by its tiles: a root that was signed since then needs them.
struct DayCheck {
    let pool: PostgresPool
    let key: NoteKey?

    /// Somebody has begun the log anew meanwhile.
    struct AnotherTree: Error {}

    /// How far it is.
    struct Progress {
        fileprivate let name: LogName
        fileprivate let since: Instant
        fileprivate let end: Int
        fileprivate var frontier: Frontier
        fileprivate var order: TreeCheck.Order
        fileprivate var last: Instant?
        var verdict = AuditVerdict()

        fileprivate init(_ row: RowOf<HeadColumn>, _ name: LogName, since: Instant, end: Int, frontier: Frontier) throws {
            (self.name, self.since, self.end, self.frontier) = (name, since, end, frontier)
            order = try TreeCheck.Order(row)
            (verdict.origin, verdict.size) = (name.origin, end)
        }
    }

    /// Nil: there is no log yet.
    func begin(since: Instant) async throws -> Progress? {
        try await pool.transaction(.repeatableRead) { transaction in
            _ = try await transaction.query(CheckingStatements.hold)
            guard let row = try await transaction.query(CheckingStatements.head).first.map({ RowOf<HeadColumn>($0) }) else {
                return nil
            }
            let name = try LogName(row), size = try row.int(.size)
            // Times follow the places but for moments.
            var (low, high) = (0, size)
            while low < high {
                let middle = (low + high) / 2
                let found = try await transaction.query(DayStatements.time, [.int(middle)]).first
                let isBefore = try found.map { row in try RowOf<TimeColumn>(row).instant(.at) < since } ?? true
                if isBefore { low = middle + 1 } else { high = middle }
            }
            let first = low - low % Tile.width
            var hashes: [TreeHash] = [], start = 0
            for level in stride(from: Int.bitWidth - 2, through: Tile.height, by: -1) where first & 1 << level != 0 {
                hashes.append(try await ProveEntry.hash(of: TreeNode(level: level, index: start >> level), transaction))
                start += 1 << level
            }
            guard let frontier = Frontier(size: first, hashes: hashes) else { throw AuditFault.noHead }
            var progress = try Progress(row, name, since: since, end: size, frontier: frontier)
            if let key = key?.named(name.origin),
                let newest = try await transaction.query(TreeStatements.current.checkpoint).first.map({
                    RowOf<CheckpointColumn>($0)
                })
            {
                progress.verdict.isSigned = try SignedNote(newest.text(.note)).flatMap { Checkpoint($0, by: key) } != nil
                if !progress.verdict.isSigned { progress.verdict.add(.signatureWrong, at: try newest.int(.size) - 1) }
            }
            return progress
        }
    }

    /// One piece. False: it was the last.
    func step(_ progress: inout Progress) async throws -> Bool {
        let before = progress
        progress = try await pool.transaction(.repeatableRead) { transaction in
            var progress = before
            try await piece(&progress, transaction)
            return progress
        }
        return progress.frontier.size < progress.end && progress.frontier.size > before.frontier.size
    }

    private func piece(_ progress: inout Progress, _ transaction: PostgresTransaction) async throws {
        _ = try await transaction.query(CheckingStatements.hold)
        guard let row = try await transaction.query(CheckingStatements.head).first.map({ RowOf<HeadColumn>($0) }),
            try LogName(row) == progress.name
        else { throw AnotherTree() }
        let first = progress.frontier.size, count = min(Tile.width, progress.end - first)
        let tree = TreeCheck(
            check: AuditCheck(), tree: .current, name: progress.name, isEnded: false, announced: try await Announced(transaction),
            transaction: transaction)
        let rows = try await transaction.query(
            TreeStatements.current.leavesWithEntries, [.int(first), .int(count), .int(first)])
        var signed: [Int: RowOf<SignedColumn>] = [:], hashes: [TreeHash] = []
        for row in try await transaction.query(DayStatements.checkpoints, [.int(first), .int(first + count)]) {
            let row = RowOf<SignedColumn>(row)
            signed[try row.int(.size)] = row
        }
        for row in rows.map({ RowOf<LeafColumn>($0) }) {
            let index = progress.frontier.size
            guard try row.int(.index) == index, let hash = TreeHash(octets: try row.bytes(.hash)) else { break }
            try tree.checkEntry(row, hash, index, after: progress.last, &progress.order, &progress.verdict)
            progress.frontier.append(hash)
            hashes.append(hash)
            guard let said = signed[index + 1] else { continue }
            progress.verdict.checkpoints += 1
            let note = SignedNote(try said.text(.note)).flatMap { Checkpoint(text: $0.text) }, root = progress.frontier.root
            if try said.bytes(.root) != root.octets || note?.root != root { progress.verdict.add(.checkpointChanged, at: index) }
            progress.last = try said.instant(.at)
        }
        if hashes.count < count { progress.verdict.add(.leafMissing, at: progress.frontier.size) }
        if hashes.count == Tile.width {
            let stored = try await transaction.query(TreeStatements.current.tile, [.int(0), .int(first / Tile.width)]).first
            let octets = try stored.map { row in try RowOf<TileColumn>(row).bytes(.hashes) }
            if octets != hashes.flatMap(\.octets) { progress.verdict.add(.tileChanged, at: first + Tile.width - 1) }
        }
        guard progress.frontier.size == progress.end else { return }
        if try await !transaction.query(DayStatements.unsealed, [.instant(progress.since)]).isEmpty {
            progress.verdict.add(.entryInserted)
        }
    }
}
