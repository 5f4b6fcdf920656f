/// 256 hashes beside each other, as a tree is stored and handed out (c2sp.org/tlog-tiles): a tile of `level` L holds nodes of the tree's
/// level 8 · L. The nodes of the seven levels above them are made from these.
package struct Tile: Equatable, Sendable {
    package static let height = 8
    package static let width = 1 << height

    package let hashes: [TreeHash]

    /// Nil unless there are 256.
    package init?(_ hashes: [TreeHash]) {
        guard hashes.count == Self.width else { return nil }
        self.hashes = hashes
    }

    /// From the octets of the hashes, one after the other; nil unless there are 8,192.
    package init?(octets: [UInt8]) {
        guard octets.count == Self.width * TreeHash.length else { return nil }
        self.init(
            stride(from: 0, to: octets.count, by: TreeHash.length).compactMap {
                TreeHash(octets: Array(octets[$0..<$0 + TreeHash.length]))
            })
    }

    package var octets: [UInt8] { hashes.flatMap(\.octets) }

    /// Where a node is found: the level and number of its tile, and the hashes of that tile below it.
    package static func place(of node: TreeNode) -> (level: Int, number: Int, hashes: Range<Int>) {
        let (level, above) = node.level.quotientAndRemainder(dividingBy: height)
        let first = node.index << above
        let start = first % width
        return (level, first / width, start..<start + 1 << above)
    }

    /// The root over some of the hashes, as `place(of:)` names them.
    package func root(over places: Range<Int>) -> TreeHash {
        var frontier = Frontier()
        for hash in hashes[places] { frontier.append(hash) }
        return frontier.root
    }
}
