import Audit
import Testing

@Suite("proofs about a tree") struct ProofTests {
    private static let most = 70
    private static let leaves = AuditTests.leaves(most)

    /// Everything that is one step beside a path.
    private func beside(_ path: [TreeHash]) -> [[TreeHash]] {
        var all = [path + [.empty], [.empty] + path]
        for index in path.indices {
            var (cut, changed) = (path, path)
            cut.remove(at: index)
            changed[index] = .empty
            all += [cut, changed]
            if index > 0 {
                var swapped = path
                swapped.swapAt(index - 1, index)
                if swapped != path { all.append(swapped) }
            }
        }
        return all
    }

    @Test("each leaf of each size is shown to be there, and nowhere else", arguments: 1...most)
    func inclusion(size: Int) {
        let leaves = Self.leaves, tree = Tree(leaves), root = rootByDefinition(leaves[..<size])
        for index in 0..<size {
            let path = TreeProof.inclusion(of: index, in: size, tree.hash(of:))
            #expect(TreeProof.isIncluded(leaves[index], at: index, in: size, root: root, path: path))
            #expect(path.count <= Int.bitWidth - size.leadingZeroBitCount)
            for other in -1...size where other != index {
                #expect(!TreeProof.isIncluded(leaves[index], at: other, in: size, root: root, path: path))
            }
            #expect(!TreeProof.isIncluded(.empty, at: index, in: size, root: root, path: path))
            for path in beside(path) { #expect(!TreeProof.isIncluded(leaves[index], at: index, in: size, root: root, path: path)) }
        }
    }

    @Test("each size is shown to begin with each smaller one, and with nothing else", arguments: 1...most)
    func consistency(size: Int) {
        let leaves = Self.leaves, tree = Tree(leaves), new = (size: size, root: rootByDefinition(leaves[..<size]))
        for old in 1...size {
            let path = TreeProof.consistency(from: old, to: size, tree.hash(of:)), before = rootByDefinition(leaves[..<old])
            #expect(TreeProof.isConsistent((old, before), new, path: path))
            #expect(!TreeProof.isConsistent((old, .empty), new, path: path))
            #expect(!TreeProof.isConsistent((old, before), (size, .empty), path: path))
            #expect(!TreeProof.isConsistent((size + 1, before), new, path: path))
            for path in beside(path) { #expect(!TreeProof.isConsistent((old, before), new, path: path)) }
        }
        #expect(TreeProof.isConsistent((0, .empty), new, path: []))
        #expect(!TreeProof.isConsistent((0, new.root), new, path: []))
        #expect(!TreeProof.isConsistent((-1, .empty), new, path: []))
    }

    @Test("a store that fails while a proof is made is heard of")
    func failures() {
        struct Away: Error {}
        func away(_: TreeNode) throws(Away) -> TreeHash { throw Away() }
        #expect(throws: Away.self) { try TreeProof.inclusion(of: 3, in: 7, away) }
        #expect(throws: Away.self) { try TreeProof.consistency(from: 3, to: 7, away) }
    }
}
