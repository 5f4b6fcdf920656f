/// A first or a last name, in any script: 1 to 100 Unicode scalars (what PostgreSQL counts in `varchar(100)`), at least one of them
/// visible, none that would break a line, a log or the direction of the text around it, and no web address: it appears in what the
/// clinic writes to others.
package struct PersonName: Hashable, Sendable, CustomStringConvertible {
    package static let rule =
        "must have 1 to 100 characters, no control characters and no web address (a dot inside is followed by a space)"

    package let description: String

    /// White space around the name is dropped; nil when what remains is not accepted.
    package init?(_ text: String) {
        let trimmed = text.trimmed
        guard trimmed.isPlainText, trimmed.unicodeScalars.count <= 100 else { return nil }
        description = String(trimmed)
    }
}
