@_spi(_Unicode) import Swift

/// A password that may be hashed: 8 to 128 characters without NUL. Longer ones are refused, never cut.
///
/// The minimum is counted as people count: extended grapheme clusters (UAX #29), so that a flag, or a letter with its accent, is one. The
/// maximum is counted in Unicode scalars, which bounds its bytes: 512 in UTF-8.
///
/// Never prints, logs or reflects its content.
package struct Password: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    static let rule = "must have 8 to 128 characters and no NUL character"
    /// UTF-8 bytes of the longest one.
    package static let byteLimit = 4 * scalarLimit
    private static let scalarLimit = 128

    /// In Unicode's canonical composition (NFC): keyboards write one letter in several ways.
    package let bytes: [UInt8]

    /// Nil when the text breaks the rule. Nothing is trimmed: spaces are part of a password.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.byteLimit, text.unicodeScalars.count <= Self.scalarLimit, text.count >= 8, !bytes.contains(0)
        else {
            return nil
        }
        self.bytes = Self.normalized(bytes)
    }

    /// The bytes that are hashed for a text in UTF-8. By the standard library's own normalization: Foundation's brings ICU, 43 MiB
    /// of program.
    package static func normalized(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        var composed = String.UnicodeScalarView()
        composed.append(contentsOf: String(decoding: bytes, as: UTF8.self)._nfc)
        return Array(String(composed).utf8)
    }

    package var description: String { "Password(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
