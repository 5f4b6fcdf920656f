/// A password that may be hashed: 8 to 72 bytes of UTF-8 without NUL, bcrypt's bounds. Longer ones are refused, never cut.
///
/// Never prints, logs or reflects its content.
package struct Password: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    static let rule = "must have 8 to 72 bytes in UTF-8 and no NUL character"

    package let bytes: [UInt8]

    /// Nil when the text breaks the rule. Nothing is trimmed: spaces are part of a password.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (8...72).contains(bytes.count), !bytes.contains(0) else { return nil }
        self.bytes = bytes
    }

    package var description: String { "Password(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
