import Basics
package import OpenSSL

/// Whose signature a note bears: a name and an Ed25519 key (c2sp.org/signed-note). Its text is the one line that is given to whoever
/// verifies: `name+79dd9697+A…`.
package struct NoteKey: Sendable, CustomStringConvertible {
    /// The signature type of Ed25519.
    private static let algorithm: UInt8 = 1
    static let idLength = 4

    package let name: String
    package let publicKey: Ed25519.PublicKey
    /// The first octets of a digest over name and key, by which its signatures are found.
    let id: [UInt8]

    /// Nil for a name that no line of a note can hold: empty, with white space or with a plus.
    package init?(name: String, publicKey: Ed25519.PublicKey) {
        guard Self.isName(name) else { return nil }
        self.name = name
        self.publicKey = publicKey
        id = Array(SHA256.hash(Array(name.utf8) + [0x0A, Self.algorithm] + publicKey.octets).prefix(Self.idLength))
    }

    /// Reads what `description` writes; nil for anything else, a number that is not the key's included.
    package init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let octets = Base64.decode(parts[2]), octets.first == Self.algorithm,
            let publicKey = try? Ed25519.PublicKey(octets: Array(octets.dropFirst())),
            let key = NoteKey(name: parts[0], publicKey: publicKey),
            Hexadecimal.encode(key.id) == parts[1]
        else { return nil }
        self = key
    }

    package var description: String {
        "\(name)+\(Hexadecimal.encode(id))+\(Base64.encode([Self.algorithm] + publicKey.octets))"
    }

    static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" }
    }
}
