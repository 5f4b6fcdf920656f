/// Why an admin does not approve somebody: 1 to 500 characters in one line, which its reader gets by mail.
package struct RefusalReason: Sendable, Equatable, CustomStringConvertible {
    package static let rule = "1 to 500 characters, without control characters and web addresses"

    package let description: String

    /// White space around it is dropped; nil when what remains is not accepted.
    package init?(_ text: String) {
        let trimmed = text.trimmed
        guard trimmed.isPlainText, trimmed.unicodeScalars.count <= 500 else { return nil }
        description = String(trimmed)
    }
}
