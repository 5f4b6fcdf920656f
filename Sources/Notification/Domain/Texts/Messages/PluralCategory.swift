import Contracts

/// Which form of a word goes with a whole number (CLDR's plural rules for cardinals).
enum PluralCategory: String, CaseIterable {
    case zero, one, two, few, many, other

    init(of number: Int64, in language: Language) {
        let number = number.magnitude
        self =
            switch language {
            case .english, .german: number == 1 ? .one : .other
            case .french: number < 2 ? .one : Self.isMillions(number) ? .many : .other
            case .spanish: number == 1 ? .one : Self.isMillions(number) ? .many : .other
            case .arabic: Self.arabic(number)
            }
    }

    /// Those that a language tells apart.
    static func all(in language: Language) -> Set<PluralCategory> {
        switch language {
        case .english, .german: [.one, .other]
        case .french, .spanish: [.one, .many, .other]
        case .arabic: Set(allCases)
        }
    }

    /// `un million de`, but `deux cents`.
    private static func isMillions(_ number: UInt64) -> Bool { number != 0 && number % 1_000_000 == 0 }

    private static func arabic(_ number: UInt64) -> PluralCategory {
        switch (number, number % 100) {
        case (0, _): .zero
        case (1, _): .one
        case (2, _): .two
        case (_, 3...10): .few
        case (_, 11...99): .many
        default: .other
        }
    }
}
