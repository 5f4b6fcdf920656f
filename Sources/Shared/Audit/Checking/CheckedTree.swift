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
