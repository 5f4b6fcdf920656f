package import Contracts
import Hosting
package import Postgres

/// Makes the proof that an entry is in the log, for somebody who has only this and the log's key.
package struct ProveEntry {
    package enum Failure: String, Error, CustomStringConvertible {
        case notThere = "there is no such entry in the tree, or it has been pruned"
        case notSigned = "the tree has not been signed since; try again in a moment"
        package var description: String { rawValue }
    }

    package let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    package func callAsFunction(_ id: AuditEntryID) async throws -> EntryProof {
        try await pool.transaction(.repeatableRead) { transaction in
            _ = try await transaction.query(CheckingStatements.hold)
            guard let place = try await transaction.query(CheckingStatements.place, [.id(id)]).first,
                case let index = try RowOf<PlaceColumn>(place).int(.index),
                let row = try await transaction.query(CheckingStatements.entry, [.int(index)]).first
            else { throw Failure.notThere }
            let data = try StoredEntry(RowOf<EntryColumn>(row)).entry.leafData
            let newest = try await transaction.query(TreeStatements.current.checkpoint).first
            guard let signed = newest.map({ RowOf<CheckpointColumn>($0) }),
                let note = SignedNote(try signed.text(.note)), case let size = try signed.int(.size), index < size
            else { throw Failure.notSigned }
            // Once to see which nodes the path needs, and once with their hashes.
            var wanted: Set<TreeNode> = []
            _ = TreeProof.inclusion(of: index, in: size) { node in
                wanted.insert(node)
                return TreeHash.empty
            }
            var hashes: [TreeNode: TreeHash] = [:]
            for node in wanted { hashes[node] = try await Self.hash(of: node, transaction) }
            let path = TreeProof.inclusion(of: index, in: size) { hashes[$0] ?? .empty }
            return EntryProof(data: data, index: index, path: path, checkpoint: note)
        }
    }

    /// The hash of a node that has all of its leaves: from the leaves, or from whole tiles.
    static func hash(of node: TreeNode, _ transaction: PostgresTransaction) async throws -> TreeHash {
        let place = Tile.place(of: node)
        let first = place.number * Tile.width + place.hashes.lowerBound
        let values: [PostgresValue] = [.int(first), .int(first + place.hashes.count - 1)]
        var frontier = Frontier()
        if place.level == 0 {
            for row in try await transaction.query(TreeStatements.current.leaves, values) {
                frontier.append(try RowOf<HashColumn>(row).hash())
            }
        } else {
            for row in try await transaction.query(TreeStatements.current.tiles, [.int(place.level - 1)] + values) {
                guard let tile = Tile(octets: try RowOf<TileColumn>(row).bytes(.hashes)) else { throw AuditFault.noTile }
                frontier.append(tile.root(over: 0..<Tile.width))
            }
        }
        guard frontier.size == place.hashes.count else { throw AuditFault.noTile }
        return frontier.root
    }
}
