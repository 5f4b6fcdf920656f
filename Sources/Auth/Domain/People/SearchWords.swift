/// What somebody types to find people: each word must begin a word of theirs, in any order and case.
///
/// Split as `sql/auth/0003` splits the stored texts: at every ASCII character that is neither letter nor digit.
package struct SearchWords: Sendable, Equatable {
    package static let lengthLimit = 100
    /// A shorter word would be similar to everything.
    package static let nearLength = 4
    /// More words would not narrow the search.
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

    /// The same, where in each word two letters beside each other may have changed places: `('drem':* | 'rdem':* | 'derm':* | 'drme':*)`.
    package var transposed: String {
        words.map { word in
            var forms = [word]
            let letters = Array(word)
            for index in letters.indices.dropLast() where letters.count >= Self.nearLength {
                var swapped = letters
                swapped.swapAt(index, index + 1)
                if swapped != letters { forms.append(String(swapped)) }
            }
            return "(" + forms.map { "'\($0)':*" }.joined(separator: " | ") + ")"
        }.joined(separator: " & ")
    }

    /// The same, where specializations that begin with `beginnings` also match in place of the words at these places: `('skin':* |
    /// 'dermatolog':*B)`.
    package func query(meaning beginnings: [Int: [String]]) -> String {
        words.enumerated().map { index, word in
            let meant = (beginnings[index] ?? []).compactMap(Self.specialization)
            return "(" + (["'\(word)':*"] + meant).joined(separator: " | ") + ")"
        }.joined(separator: " & ")
    }

    /// B marks the words of a specialization. A short one must match a whole word: ENT does not begin gastro-enterology.
    private static func specialization(_ beginning: String) -> String? {
        guard let words = SearchWords(beginning)?.words, !words.isEmpty else { return nil }
        return "(" + words.map { $0.count <= 3 ? "'\($0)':B" : "'\($0)':*B" }.joined(separator: " & ") + ")"
    }
}
