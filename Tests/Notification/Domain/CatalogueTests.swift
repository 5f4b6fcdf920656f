import Contracts
import Foundation
import Testing

@testable import NotificationDomain

@Suite("Every language says everything") struct CatalogueTests {
    @Test(
        "every phrase is a message with the places that English has, and each plural all forms of the language",
        arguments: Language.allCases)
    func messages(language: Language) throws {
        for phrase in Phrase.allCases {
            let pattern = language.catalogue.message(phrase)
            let message = try #require(Message(pattern), "\(phrase)")
            #expect(!pattern.isEmpty && pattern == pattern.trimmingCharacters(in: .whitespaces), "\(phrase)")
            #expect(message.places == Words(in: .english).message(phrase).places, "\(phrase)")
            for cases in plurals(of: message) {
                var forms = Set(cases.keys)
                // A number of its own stands for the form that only it has.
                if forms.remove("=0") != nil { forms.insert("zero") }
                #expect(forms.isSuperset(of: needed(in: language)), "\(phrase)")
            }
        }
    }

    private func needed(in language: Language) -> Set<String> { Set(PluralCategory.all(in: language).map(\.rawValue)) }

    private func plurals(of message: Message) -> [[String: Message]] {
        message.parts.flatMap { part -> [[String: Message]] in
            switch part {
            case .plural(_, let cases): [cases] + cases.values.flatMap(plurals)
            case .select(_, let cases): cases.values.flatMap(plurals)
            default: []
            }
        }
    }

    @Test("choices are made of the words of the contract")
    func choices() {
        let known: [String: Set<String>] = [
            "by": Set(ActorRole.allCases.map(\.rawValue)), "status": Set(AppointmentStatus.allCases.map(\.rawValue)),
            "actor": Set(ActorRole.allCases.map(\.rawValue)), "named": ["yes"], "booked": ["yes"],
            "why": ["BTG", "HLEGAL", "PATRQT", "PATADMIN", "SYSADMIN"], "was": ["known"], "form": ["hours", "minutes", "both"],
        ]
        for language in Language.allCases {
            for phrase in Phrase.allCases {
                for case .select(let name, let cases) in Words(in: language).message(phrase).parts {
                    #expect(known[name]?.isSuperset(of: cases.keys.filter { $0 != "other" }) == true, "\(language) \(phrase)")
                }
            }
        }
    }

    private static let locales: [Language: String] = [
        .english: "en-GB", .german: "de-DE", .french: "fr-FR", .spanish: "es-ES", .arabic: "ar",
    ]

    private func formatter(_ language: Language, _ change: (DateFormatter) -> Void) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: Self.locales[language] ?? "")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        change(formatter)
        return formatter
    }

    @Test("days are those of ICU, each of three years", arguments: Language.allCases)
    func dates(language: Language) throws {
        // Versions of ICU differ in the comma after an Arabic month; the pages' has none.
        let formatter = formatter(language) { $0.dateStyle = .full }
        let first = try #require(CalendarDate("2027-01-01"))
        for day in 0..<1_096 {
            let date = try #require(first.adding(days: day))
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(date.daysSinceEpoch) * 86_400))
            let written = language == .arabic ? expected.replacing(/، (\d{4})$/) { " \($0.1)" } : expected
            #expect(Words(in: language).date(date) == written)
        }
    }

    @Test("times are those of ICU, each minute of a day", arguments: Language.allCases)
    func times(language: Language) throws {
        let formatter = formatter(language) { $0.timeStyle = .short }
        for minute in 0..<1_440 {
            let time = try #require(WallTime(minuteOfDay: minute))
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(minute) * 60))
            // Some versions of ICU have a space there that does not break.
            #expect(Words(in: language).time(time) == expected.replacing(/[\u{A0}\u{202F}]/, with: " "))
        }
    }

    @Test("a doctor has the title of the language, or their own")
    func doctors() {
        let called = Language.allCases.map { Words(in: $0).doctor("Ada") }
        #expect(called == ["Dr. Ada", "Dr. Ada", "Dr Ada", "Dr. Ada", "د. \u{2068}Ada\u{2069}"])
        #expect(Language.allCases.allSatisfy { Words(in: $0).doctor("Prof. Ada") == Words(in: $0).person("Prof. Ada") })
    }
}
