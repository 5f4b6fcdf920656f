import Basics
package import OpenSSL

/// A text and who has signed it (c2sp.org/signed-note): the text, an empty line, and a line `— name base64` for each signature, which is
/// made over the text with its last line feed.
package struct SignedNote: Equatable, Sendable, CustomStringConvertible {
    package struct Signature: Equatable, Sendable {
        let name: String
        let keyID: [UInt8]
        let octets: [UInt8]
    }

    /// Octets of the longest note that is read, and the most signatures of one.
    private static let longest = 65_536
    private static let mostSignatures = 100
    private static let dash = "\u{2014} "

    /// Lines, each with its line feed.
    package let text: String
    package private(set) var signatures: [Signature] = []

    /// `text` ends with a line feed and holds no other control characters.
    package init(text: String) {
        precondition(text.hasSuffix("\n"))
        self.text = text
    }

    /// Nil for a text that is not a note or has no signature.
    package init?(_ note: String) {
        guard note.utf8.count <= Self.longest, !note.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }),
            let end = note.lastIndexOfEmptyLine
        else { return nil }
        text = String(note[...end])
        let lines = note[note.index(end, offsetBy: 2)...].split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.last == "", 2...Self.mostSignatures + 1 ~= lines.count else { return nil }
        for line in lines.dropLast() {
            guard let signature = Signature(line: line, after: Self.dash) else { return nil }
            signatures.append(signature)
        }
    }

    package mutating func sign(as name: String, with key: Ed25519.PrivateKey) {
        guard let noteKey = NoteKey(name: name, publicKey: key.publicKey) else { preconditionFailure("\(name) can sign no note") }
        signatures.append(Signature(name: name, keyID: noteKey.id, octets: key.sign(Array(text.utf8))))
    }

    /// Whether this key has signed the text, and none of its signatures is another one's. Signatures of keys that are not known say
    /// nothing.
    package func isSigned(by key: NoteKey) -> Bool {
        let own = signatures.filter { $0.name == key.name && $0.keyID == key.id }
        return !own.isEmpty && own.allSatisfy { key.publicKey.isValid($0.octets, for: Array(text.utf8)) }
    }

    package var description: String {
        text + "\n" + signatures.map { "\(Self.dash)\($0.name) \(Base64.encode($0.keyID + $0.octets))\n" }.joined()
    }
}

extension SignedNote.Signature {
    fileprivate init?(line: Substring, after dash: String) {
        guard line.hasPrefix(dash) else { return nil }
        let parts = line.dropFirst(dash.count).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, NoteKey.isName(String(parts[0])), let octets = Base64.decode(String(parts[1])),
            octets.count > NoteKey.idLength
        else { return nil }
        self.init(
            name: String(parts[0]), keyID: Array(octets.prefix(NoteKey.idLength)), octets: Array(octets.dropFirst(NoteKey.idLength))
        )
    }
}

extension String {
    /// The line feed before the last empty line.
    fileprivate var lastIndexOfEmptyLine: Index? {
        var index = endIndex
        while index > startIndex {
            let before = self.index(before: index)
            if index < endIndex, self[before] == "\n", self[index] == "\n" { return before }
            index = before
        }
        return nil
    }
}
