import Basics
import OpenSSL

/// A hash in a Merkle tree of SHA-256 (RFC 6962 section 2.1). Leaves and nodes are hashed with different first octets, so that neither
/// can be taken for the other.
package struct TreeHash: Hashable, Sendable {
    package static let length = 32

    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let empty = TreeHash(hashing: [])

    private let key: OctetKey

    package var octets: [UInt8] { key.octets }

    /// Nil unless there are 32 octets.
    package init?(octets: [UInt8]) {
        guard octets.count == Self.length else { return nil }
        key = OctetKey(octets)
    }

    private init(hashing data: [UInt8]) { key = OctetKey(SHA256.hash(data)) }

    package static func leaf(_ data: [UInt8]) -> TreeHash { TreeHash(hashing: [0] + data) }

    package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        TreeHash(hashing: [1] + left.octets + right.octets)
    }
}
