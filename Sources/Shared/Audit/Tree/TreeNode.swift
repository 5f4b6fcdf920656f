/// The place of a node that has all of its leaves: `level` 0 holds the leaves, a node of level n the 2ⁿ leaves from `index` · 2ⁿ on.
package struct TreeNode: Hashable, Sendable {
    package let level: Int
    package let index: Int

    package init(level: Int, index: Int) {
        self.level = level
        self.index = index
    }

    package var leaves: Range<Int> { index << level..<(index + 1) << level }
}

extension Range<Int> {
    /// The first of the two parts that RFC 6962 section 2.1 divides leaves into: as many as the largest power of two below their number.
    /// There are at least two.
    var firstPart: Range<Int> {
        lowerBound..<lowerBound + 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// The node over exactly these leaves, if one is: a power of two of them, at a multiple of it.
    var node: TreeNode? {
        guard count > 0, count & (count - 1) == 0, lowerBound & (count - 1) == 0 else { return nil }
        let level = count.trailingZeroBitCount
        return TreeNode(level: level, index: lowerBound >> level)
    }
}
