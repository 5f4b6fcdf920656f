import OpenSSL

/// What an entry keeps for a while only: the address it was done from, the words of a search, why the glass was broken. The tree
/// holds a digest over it and a random salt, so that it can be deleted and every proof still holds.
package struct PrivateDetails: Equatable, Sendable {
    package static let saltLength = 16

    package let address: String?
    /// The newest checkpoint of the tree before, when a log is begun anew.
    package let checkpoint: String?
    package let note: String?
    package let query: String?
    package let userAgent: String?

    package init(
        address: String? = nil, checkpoint: String? = nil, note: String? = nil, query: String? = nil, userAgent: String? = nil
    ) {
        (self.address, self.checkpoint, self.note, self.query, self.userAgent) = (address, checkpoint, note, query, userAgent)
    }

    package var isEmpty: Bool { self == PrivateDetails() }

    /// The canonical text: `{"ip":"203.0.113.7","ua":"curl/8.5.0"}`.
    package var text: String {
        var json = CanonicalObject()
        json.add("checkpoint", checkpoint)
        json.add("ip", address)
        json.add("note", note)
        json.add("query", query)
        json.add("ua", userAgent)
        return String(decoding: json.finish(), as: UTF8.self)
    }
}

/// SHA-256 over a salt and the text of the details: nobody learns anything of the details from it.
package struct Commitment: Equatable, Sendable {
    package static let length = 32
    /// For an entry without details.
    package static let none = Commitment(unchecked: [UInt8](repeating: 0, count: length))

    package let octets: [UInt8]

    /// Nil unless there are 32 octets.
    package init?(octets: [UInt8]) {
        guard octets.count == Self.length else { return nil }
        self.octets = octets
    }

    package init(to text: String, salt: [UInt8]) { octets = SHA256.hash(salt + Array(text.utf8)) }

    private init(unchecked octets: [UInt8]) { self.octets = octets }
}
