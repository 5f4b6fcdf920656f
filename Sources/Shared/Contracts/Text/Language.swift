/// A language that pages, notifications and mails are written in, by its tag (BCP 47).
package enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case german = "de"
    case french = "fr"
    case spanish = "es"
    case arabic = "ar"

    /// For those who have not chosen one.
    package static let standard = Language.english

    package var isRightToLeft: Bool { self == .arabic }
}
