/// All of a tree that its growth needs: the roots of its whole parts, of which there is one for each bit of its size, largest first.
package struct Frontier: Equatable, Sendable {
    package private(set) var size: Int
    package private(set) var hashes: [TreeHash]

    /// A tree without leaves.
    package init() { (size, hashes) = (0, []) }

    /// Nil when a tree of that size has another number of whole parts.
    package init?(size: Int, hashes: [TreeHash]) {
        guard size >= 0, size.nonzeroBitCount == hashes.count else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Adds a leaf at the end. `whole` is called with each node that has all of its leaves now, the leaf first.
    package mutating func append(_ leaf: TreeHash, whole: (TreeNode, TreeHash) -> Void = { _, _ in }) {
        var node = TreeNode(level: 0, index: size), hash = leaf
        whole(node, hash)
        while node.index & 1 == 1, let left = hashes.popLast() {
            hash = .node(left, hash)
            node = TreeNode(level: node.level + 1, index: node.index >> 1)
            whole(node, hash)
        }
        hashes.append(hash)
        size += 1
    }

    /// The tree's root (RFC 6962 section 2.1).
    package var root: TreeHash {
        guard var root = hashes.last else { return .empty }
        for left in hashes.dropLast().reversed() { root = .node(left, root) }
        return root
    }
}
