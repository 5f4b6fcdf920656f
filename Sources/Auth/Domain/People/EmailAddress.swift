/// A mailbox people sign in with, in lower case: two spellings that differ only in case are one account.
///
/// What is accepted is the part of RFC 5321's `Mailbox` (section 4.1.2) that is in use: a dot-string of `atext` (RFC 5322
/// section 3.2.3) of at most 64 octets, and a domain name of two or more letter-digit-hyphen labels of at most 63 octets
/// whose last is not all digits; 254 octets together (RFC 5321 section 4.5.3.1.3). Quoted local parts, address literals, comments
/// and characters beyond ASCII are refused.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    static let rule = "must be an email address of at most 254 characters, such as name@example.com"

    /// In lower case.
    package let description: String

    /// White space around the address is dropped; nil when what remains is not accepted.
    package init?(_ text: String) {
        let trimmed = text.trimmed.utf8
        guard trimmed.count <= 254, let at = trimmed.firstIndex(of: UInt8(ascii: "@")),
            Self.isDotString(trimmed[..<at]), Self.isDomain(trimmed[trimmed.index(after: at)...])
        else { return nil }
        description = String(decoding: trimmed.map(Self.lowercased), as: UTF8.self)
    }

    private static func isDotString(_ bytes: Substring.UTF8View) -> Bool {
        bytes.count <= 64
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.allSatisfy(isAtext)
            }
    }

    private static func isDomain(_ bytes: Substring.UTF8View) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy(isLabel) && labels.last?.allSatisfy(isDigit) == false
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    private static func isAtext(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || atextMarks.contains(byte)
    }

    private static let atextMarks = Array("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
