import Contracts

/// All that a language needs to say; one file each in `Locales`. It is compiled in: nothing is read that could be missing, and a phrase
/// without a message does not compile. Days and times are CLDR's, as `Intl` writes them on the pages, held by a test against ICU: Foundation's
/// own would make each daemon 45 MB larger.
protocol Catalogue: Sendable {
    /// From Monday on, as in a date.
    static var weekdays: [String] { get }
    /// From January on, as in a date.
    static var months: [String] { get }
    static var clock: ClockFace { get }

    static func message(_ phrase: Phrase) -> String
}

/// How a language writes a time of day.
enum ClockFace: Sendable {
    /// `09:05`
    case hours24
    /// `9:05`
    case shortHours24
    /// `9:05` and one of these words
    case hours12(morning: String, afternoon: String)
}

extension Language {
    var catalogue: any Catalogue.Type {
        switch self {
        case .english: English.self
        case .german: German.self
        case .french: French.self
        case .spanish: Spanish.self
        case .arabic: Arabic.self
        }
    }
}
