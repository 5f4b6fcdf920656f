/// A doctor's field: 1 to 255 Unicode scalars on one line.
package struct Specialization: Hashable, Sendable, CustomStringConvertible {
    package static let rule = "must have at most 255 characters, no control characters and no web address"

    package let description: String

    /// White space around the text is dropped; nil when what remains is not accepted.
    package init?(_ text: String) {
        let trimmed = text.trimmed
        guard trimmed.isPlainText, trimmed.unicodeScalars.count <= 255 else { return nil }
        description = String(trimmed)
    }
}
