package import Contracts

extension EmailText {
    /// `token`: of its link if it has one, or its code. `reason`: what an admin has written to the reader. `site`: where browsers
    /// reach us. `name`: the clinic's, below the text.
    package static func letter(
        _ letter: Letter, token: String?, reason: String? = nil, in language: Language, site: String, name: String
    ) -> EmailText {
        let words = language.letterWords
        let paragraphs = [words.lead(letter), token.map { letter.url($0, site: site) ?? $0 }, reason, words.note(letter), name]
        return EmailText(
            subject: words.title(letter), body: paragraphs.compactMap(\.self).joined(separator: "\n\n") + "\n", language: language)
    }
}

/// What one language says in letters. Texts are gender-neutral.
protocol LetterWords {
    static func title(_ letter: Letter) -> String
    /// What has happened, or is to be done; the link or the code comes below it.
    static func lead(_ letter: Letter) -> String
    /// How long the link works, and what to do if somebody else asked for it.
    static func note(_ letter: Letter) -> String
}

extension Language {
    fileprivate var letterWords: any LetterWords.Type {
        switch self {
        case .english: EnglishLetters.self
        case .german: GermanLetters.self
        case .french: FrenchLetters.self
        case .spanish: SpanishLetters.self
        case .arabic: ArabicLetters.self
        }
    }
}
