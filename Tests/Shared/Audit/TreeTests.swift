import Audit
import Basics
import OpenSSL
import Testing

@Suite("a tree of RFC 6962") struct TreeTests {
    @Test("the roots of the examples that certificate transparency logs share")
    func knownAnswers() {
        let data: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57), Array(0x60...0x6F),
        ]
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var frontier = Frontier()
        #expect(Hexadecimal.encode(frontier.root.octets) == roots[0])
        for (count, data) in data.enumerated() {
            frontier.append(.leaf(data))
            #expect(Hexadecimal.encode(frontier.root.octets) == roots[count + 1])
        }
    }

    @Test("every size has the root of the definition, and goes on from its frontier alone")
    func growth() throws {
        let leaves = leaves(600)
        var frontier = Frontier()
        for (index, leaf) in leaves.enumerated() {
            frontier = try #require(Frontier(size: frontier.size, hashes: frontier.hashes))
            frontier.append(leaf)
            #expect(frontier.size == index + 1)
            #expect(frontier.root == rootByDefinition(leaves[...index]))
        }
        #expect(Frontier(size: 3, hashes: [.empty]) == nil)
        #expect(Frontier(size: -1, hashes: [.empty]) == nil)
    }

    @Test("the roots of 1 to 600 leaves are those of pymerkle, by roots.py")
    func roots() {
        var frontier = Frontier(), roots: [UInt8] = []
        for leaf in leaves(600) {
            frontier.append(leaf)
            roots += frontier.root.octets
        }
        #expect(Hexadecimal.encode(SHA256.hash(roots)) == "9f3960575e414944a8d2b8cc85fb150999e06b9df0f065755387e3fe841cb68e")
    }

    @Test("each node is told of once, when it has all of its leaves")
    func nodes() {
        let leaves = leaves(257), tree = Tree(leaves)
        for level in 0...9 {
            for index in 0..<300 {
                let node = TreeNode(level: level, index: index)
                #expect(tree.nodes[node] == (node.leaves.upperBound <= 257 ? rootByDefinition(leaves[node.leaves]) : nil))
            }
        }
    }

    @Test("tiles have each node of the tree, and are read as they are written")
    func tiles() throws {
        let leaves = leaves(2 * 256), tree = Tree(leaves)
        let tiles = try (0..<2).map { number in try #require(Tile(Array(leaves[number * 256..<(number + 1) * 256]))) }
        #expect(try tiles.map { try #require(Tile(octets: $0.octets)) } == tiles)
        for (node, hash) in tree.nodes where node.level < Tile.height {
            let place = Tile.place(of: node)
            #expect(place.level == 0)
            #expect(tiles[place.number].root(over: place.hashes) == hash)
        }
        #expect(Tile.place(of: TreeNode(level: 8, index: 1)) == (1, 0, 1..<2))
        #expect(Tile.place(of: TreeNode(level: 17, index: 300)) == (2, 2, 88..<90))
        #expect(Tile(Array(leaves.dropLast(257))) == nil)
        #expect(Tile(octets: Array(tiles[0].octets.dropLast())) == nil)
    }
}
