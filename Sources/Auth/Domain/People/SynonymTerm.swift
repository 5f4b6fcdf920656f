/// What a synonym is made of, with the white space around it dropped; nil for what is not accepted.
package enum SynonymTerm {
    package static let wordRule = "must be one word of at most 100 letters and digits"
    package static let specializationRule = "must have at most 100 characters, a letter among them, and no web address"

    /// One word in the sense of `SearchWords`.
    package static func word(_ text: String) -> String? {
        let trimmed = text.trimmed
        guard trimmed.isPlainText, !trimmed.unicodeScalars.contains(where: \.properties.isWhitespace),
            SearchWords(String(trimmed))?.words == [String(trimmed)]
        else { return nil }
        return String(trimmed)
    }

    package static func specialization(_ text: String) -> String? {
        let trimmed = text.trimmed
        guard trimmed.isPlainText, let words = SearchWords(String(trimmed)), !words.words.isEmpty else { return nil }
        return String(trimmed)
    }
}
