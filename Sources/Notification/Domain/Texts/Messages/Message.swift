import Contracts

/// A message of ICU MessageFormat as far as we need it, the same part that the pages' `web/locales/words.js` reads:
///
/// ```
///   {name}   {n, plural, =0 {…} one {…} other {…}}   {x, select, A {…} other {…}}   # the number of the plural around it
/// ```
struct Message: Sendable, Equatable {
    indirect enum Part: Sendable, Equatable {
        case text(String)
        case place(String)
        /// `#`
        case count
        /// By the category, or as `=7` by the number itself.
        case plural(String, [String: Message])
        case select(String, [String: Message])
    }

    let parts: [Part]

    /// Nil for a pattern that is no message.
    init?(_ pattern: String) {
        var reader = MessageReader(pattern)
        guard let parts = reader.parts(), reader.isAtEnd else { return nil }
        self.parts = parts
    }

    init(parts: [Part]) { self.parts = parts }

    /// The names of all places, those that choose among cases too.
    var places: Set<String> {
        parts.reduce(into: []) { places, part in
            switch part {
            case .text, .count: break
            case .place(let name): places.insert(name)
            case .plural(let name, let cases), .select(let name, let cases):
                places.formUnion(cases.values.reduce(into: Set([name])) { $0.formUnion($1.places) })
            }
        }
    }

    /// With these values in their places. A place without a value is left empty; a test makes sure that there is none.
    func said(_ values: [String: MessageValue], in language: Language, count: Int64? = nil) -> String {
        parts.reduce(into: "") { said, part in
            switch part {
            case .text(let text): said += text
            case .place(let name): said += values[name]?.written(in: language) ?? ""
            case .count: said += count.map { "\($0)" } ?? ""
            case .plural(let name, let cases):
                guard case .number(let number)? = values[name] else { return }
                let chosen = cases["=\(number)"] ?? cases[PluralCategory(of: number, in: language).rawValue] ?? cases["other"]
                said += chosen?.said(values, in: language, count: number) ?? ""
            case .select(let name, let cases):
                guard case .word(let word)? = values[name] else { return }
                said += (cases[word] ?? cases["other"])?.said(values, in: language, count: count) ?? ""
            }
        }
    }
}
