import Audit

/// Leaves that differ, and the root over some of them by the words of RFC 6962 section 2.1, with none of the code that is tested.
func leaves(_ count: Int) -> [TreeHash] { (0..<count).map { .leaf(Array("leaf \($0)".utf8)) } }

func rootByDefinition(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
    guard leaves.count > 1 else { return leaves.first ?? .empty }
    var first = 1
    while first * 2 < leaves.count { first *= 2 }
    let middle = leaves.startIndex + first
    return .node(rootByDefinition(leaves[..<middle]), rootByDefinition(leaves[middle...]))
}

/// A tree that has grown leaf by leaf, its nodes kept.
struct Tree {
    private(set) var frontier = Frontier()
    private(set) var nodes: [TreeNode: TreeHash] = [:]

    init(_ leaves: [TreeHash]) {
        var nodes: [TreeNode: TreeHash] = [:]
        for leaf in leaves { frontier.append(leaf) { nodes[$0] = $1 } }
        self.nodes = nodes
    }

    func hash(of node: TreeNode) -> TreeHash {
        guard let hash = nodes[node] else { preconditionFailure("\(node) has not all of its leaves") }
        return hash
    }
}
