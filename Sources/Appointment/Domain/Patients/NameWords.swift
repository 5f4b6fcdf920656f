/// What somebody types to find a patient: each word must begin a word of the name, in any order, without regard to case and accents.
///
/// Parted as `sql/appointment/0040` parts the names: at every ASCII character that is neither letter nor digit.
package struct NameWords: Sendable, Equatable {
    package static let lengthLimit = 100
    /// More words would not narrow the search.
    private static let wordLimit = 8

    package let words: [String]

    /// Nil for more than `lengthLimit` characters, or U+0000.
    package init?(_ text: String) {
        guard text.unicodeScalars.count <= Self.lengthLimit, !text.utf8.contains(0) else { return nil }
        words = text.unicodeScalars.split { $0.isASCII && !$0.properties.isAlphabetic && !("0"..."9").contains($0) }
            .prefix(Self.wordLimit).map { String($0) }
    }

    /// For PostgreSQL's `to_tsquery`: `'dora':* & 'kle':*`. Empty, which finds nothing, when there is no word.
    package var query: String { words.map { "'\($0)':*" }.joined(separator: " & ") }
}
