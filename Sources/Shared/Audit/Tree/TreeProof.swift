/// Proofs about a tree that fit on a page (RFC 6962 section 2.1.1 and 2.1.2), made from its nodes and verified with two roots.
///
/// `hash` gives the hash of a node that has all of its leaves; it may fail, for instance when a store cannot be reached.
package enum TreeProof {
    package typealias Hashes<Failure: Error> = (TreeNode) throws(Failure) -> TreeHash

    /// That the leaf `index` is in a tree of `size` leaves: at most as many hashes as the size has bits. `index` lies below `size`.
    package static func inclusion<Failure: Error>(of index: Int, in size: Int, _ hash: Hashes<Failure>) throws(Failure)
        -> [TreeHash]
    {
        precondition(0 <= index && index < size)
        var leaves = 0..<size, path: [TreeHash] = []
        while leaves.count > 1 {
            let first = leaves.firstPart, rest = first.upperBound..<leaves.upperBound
            let isFirst = first.contains(index)
            path.append(try root(over: isFirst ? rest : first, hash))
            leaves = isFirst ? first : rest
        }
        return path.reversed()
    }

    /// That the first `old` leaves of a tree of `size` are those of the older tree. `old` is at least 1 and at most `size`.
    package static func consistency<Failure: Error>(from old: Int, to size: Int, _ hash: Hashes<Failure>) throws(Failure)
        -> [TreeHash]
    {
        precondition(1 <= old && old <= size)
        var leaves = 0..<size, path: [TreeHash] = []
        while leaves.upperBound != old {
            let first = leaves.firstPart, rest = first.upperBound..<leaves.upperBound
            let isFirst = old <= first.upperBound
            path.append(try root(over: isFirst ? rest : first, hash))
            leaves = isFirst ? first : rest
        }
        // What is left ends where the old tree ends. When it is the whole old tree, the verifier has its root already.
        if leaves.lowerBound > 0 { path.append(try root(over: leaves, hash)) }
        return path.reversed()
    }

    /// The root over leaves that begin where a part of the tree begins.
    package static func root<Failure: Error>(over leaves: Range<Int>, _ hash: Hashes<Failure>) throws(Failure) -> TreeHash {
        if let node = leaves.node { return try hash(node) }
        guard !leaves.isEmpty else { return .empty }
        let first = leaves.firstPart
        return .node(try root(over: first, hash), try root(over: first.upperBound..<leaves.upperBound, hash))
    }

    /// Whether `path` shows that a leaf is where it is said to be in the tree of that root (RFC 9162 section 2.1.3.2).
    package static func isIncluded(_ leaf: TreeHash, at index: Int, in size: Int, root: TreeHash, path: [TreeHash]) -> Bool {
        guard 0 <= index, index < size else { return false }
        var ascent = Ascent(place: index, last: size - 1), hash = leaf
        for next in path {
            guard let isLeft = ascent.next() else { return false }
            hash = isLeft ? .node(next, hash) : .node(hash, next)
        }
        return ascent.isAtRoot && hash == root
    }

    /// Whether `path` shows that the tree `new` begins with the leaves of the tree `old` (RFC 9162 section 2.1.4.2). A tree without
    /// leaves is the beginning of every tree.
    package static func isConsistent(_ old: (size: Int, root: TreeHash), _ new: (size: Int, root: TreeHash), path: [TreeHash])
        -> Bool
    {
        guard 0 <= old.size, old.size <= new.size else { return false }
        if old.size == 0 { return path.isEmpty && old.root == .empty }
        if old.size == new.size { return path.isEmpty && old.root == new.root }
        // A whole part of the new tree is not in the path: its root is the old one.
        var path = (old.size & (old.size - 1) == 0 ? [old.root] : []) + path
        guard !path.isEmpty else { return false }
        let first = path.removeFirst(), steps = (~(old.size - 1)).trailingZeroBitCount
        var ascent = Ascent(place: (old.size - 1) >> steps, last: (new.size - 1) >> steps)
        var (oldHash, newHash) = (first, first)
        for next in path {
            guard let isLeft = ascent.next() else { return false }
            if isLeft { oldHash = .node(next, oldHash) }
            newHash = isLeft ? .node(next, newHash) : .node(newHash, next)
        }
        return ascent.isAtRoot && oldHash == old.root && newHash == new.root
    }

    /// The way from a node up to the root, beside the way of the last one of its level.
    private struct Ascent {
        var place: Int
        var last: Int

        var isAtRoot: Bool { last == 0 }

        /// Whether the next hash of a path stands to the left; nil when there is none. Goes up to where both meet.
        mutating func next() -> Bool? {
            guard !isAtRoot else { return nil }
            let isLeft = place & 1 == 1 || place == last
            // The last one of a level has nobody to its right, and goes up alone as long as it is a left one.
            let steps = isLeft ? place.trailingZeroBitCount : 0
            (place, last) = (place >> (steps + 1), last >> (steps + 1))
            return isLeft
        }
    }
}
