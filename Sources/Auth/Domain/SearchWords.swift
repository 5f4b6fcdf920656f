/// What somebody types to find people: each word must begin a word of theirs, in any order and case.
///
/// Taken apart as `sql/auth/0003` takes the stored texts apart: what is ASCII and neither letter nor digit parts words.
package struct SearchWords: Sendable, Equatable {
    package static let lengthLimit = 100
    /// More say nothing more.
    private static let wordLimit = 8

    package let words: [String]

    /// Nil for more than `lengthLimit` characters.
    package init?(_ text: String) {
        guard text.unicodeScalars.count <= Self.lengthLimit else { return nil }
        words = text.unicodeScalars.split { $0.isASCII && !$0.properties.isAlphabetic && !("0"..."9").contains($0) }
            .prefix(Self.wordLimit).map { String($0) }
    }

    /// For PostgreSQL's `to_tsquery`: `'dora':* & 'kle':*`. Empty, which finds nothing, when there is no word.
    package var query: String { words.map { "'\($0)':*" }.joined(separator: " & ") }
}
