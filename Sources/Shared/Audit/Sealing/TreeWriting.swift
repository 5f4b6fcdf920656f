import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Postgres

/// Lets a tree grow, in the transaction that holds the row of the head.
struct TreeWriting {
    let tree: TreeStatements
    let transaction: PostgresTransaction

    /// Adds entries at the end, and the tiles that become whole by them.
    func add(_ entries: [AuditEntry], to frontier: inout Frontier) async throws {
        guard !entries.isEmpty else { return }
        let first = frontier.size
        let hashes = entries.map(\.leaf)
        for hash in hashes { frontier.append(hash) }
        let values: [PostgresValue] = [
            .intArray(entries.indices.map { first + $0 }), .ids(entries.map { AuditEntryID($0.id) }),
            .timestamptzArray(entries.map(\.at.microseconds)), .bytesArray(hashes.map(\.octets)),
        ]
        _ = try await transaction.query(tree.addLeaves, values)
        try await addTiles(from: first, to: frontier.size)
    }

    /// The tiles that have become whole, each from what lies below it.
    private func addTiles(from old: Int, to size: Int) async throws {
        var (level, width) = (0, Tile.width)
        while size / width > 0 {
            for number in old / width..<size / width {
                let places = (number * Tile.width, (number + 1) * Tile.width - 1)
                var hashes: [TreeHash] = []
                if level == 0 {
                    for row in try await transaction.query(tree.leaves, [.int(places.0), .int(places.1)]) {
                        hashes += [try RowOf<HashColumn>(row).hash()]
                    }
                } else {
                    let below = try await transaction.query(tree.tiles, [.int(level - 1), .int(places.0), .int(places.1)])
                    for row in below {
                        guard let tile = Tile(octets: try RowOf<TileColumn>(row).bytes(.hashes)) else { throw AuditFault.noTile }
                        hashes.append(tile.root(over: 0..<Tile.width))
                    }
                }
                guard let tile = Tile(hashes) else { throw AuditFault.noTile }
                _ = try await transaction.query(tree.addTile, [.int(level), .int(number), .bytes(tile.octets)])
            }
            (level, width) = (level + 1, width * Tile.width)
        }
    }

    /// Signs what the tree has become. Nil when nothing is new, or the last was less than `interval` before. `oldest`: of the entries that wait;
    /// the checkpoint is dated no later, so that none that is added after it looks back-dated.
    func sign(
        _ frontier: Frontier, as origin: String, with key: Ed25519.PrivateKey?, every interval: Duration, at now: Instant,
        oldest: () async throws -> Instant? = { nil }
    ) async throws -> SignedNote? {
        guard let key, frontier.size > 0 else { return nil }
        if let last = try await transaction.query(tree.checkpoint).first.map({ RowOf<CheckpointColumn>($0) }) {
            let next = try last.instant(.at).microseconds + Int64(interval / .microseconds(1))
            guard try last.int(.size) < frontier.size, now.microseconds >= next else { return nil }
        }
        let root = frontier.root
        var note = SignedNote(text: Checkpoint(origin: origin, size: frontier.size, root: root).text)
        note.sign(as: origin, with: key)
        let at = min(now, try await oldest() ?? now)
        _ = try await transaction.query(
            tree.addCheckpoint, [.int(frontier.size), .bytes(root.octets), .instant(at), .text(note.description)])
        return note
    }
}

/// What is not as it must be in the tree of a log.
enum AuditFault: Error {
    /// A tile that was whole is not there.
    case noTile
    /// The head does not fit its size.
    case noHead
}

extension RowOf<HashColumn> {
    func hash() throws -> TreeHash {
        guard let hash = TreeHash(octets: try bytes(.hash)) else { throw AuditFault.noTile }
        return hash
    }
}
