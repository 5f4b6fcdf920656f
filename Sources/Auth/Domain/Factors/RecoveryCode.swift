/// A code that replaces a second factor once: 125 random bits as 25 letters of Crockford's base 32,
/// `XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`. With that many bits a plain digest of it can be stored.
package struct RecoveryCode: Hashable, Sendable {
    package static let count = 10
    /// Random bytes that one takes.
    package static let entropyLength = 16
    private static let length = 25

    /// The letters alone.
    package let letters: String

    package init(_ random: [UInt8]) {
        precondition(random.count == Self.entropyLength)
        letters = String(Base32.encode(random, Base32.crockford).prefix(Self.length))
    }

    /// Reads a code as it was typed: in any case, with or without hyphens and blanks, O for 0, I or L for 1. Nil for anything else.
    package init?(typed text: String) {
        guard text.utf8.count <= 100 else { return nil }
        var letters: [UInt8] = []
        for byte in text.uppercased().utf8 {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: " "): continue
            case UInt8(ascii: "O"): letters.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): letters.append(UInt8(ascii: "1"))
            case let letter where Base32.crockford.contains(letter): letters.append(letter)
            default: return nil
            }
        }
        guard letters.count == Self.length else { return nil }
        self.letters = String(decoding: letters, as: UTF8.self)
    }

    /// In groups of five.
    package var text: String {
        let letters = Array(letters)
        return stride(from: 0, to: letters.count, by: 5).map { String(letters[$0..<($0 + 5)]) }.joined(separator: "-")
    }
}
