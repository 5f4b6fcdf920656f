import Contracts
import Testing

@testable import NotificationDomain

@Suite("Messages with places, plurals and choices") struct MessageTests {
    private func say(_ pattern: String, _ values: [String: MessageValue] = [:], in language: Language = .english) throws -> String {
        try #require(Message(pattern)).said(values, in: language)
    }

    @Test("places are filled, plurals and choices chosen, inside each other too")
    func said() throws {
        #expect(try say("To {name}.", ["name": .theirs("Ada")]) == "To Ada.")
        let hours = "{n, plural, =0 {none} one {# hour} other {# hours}}"
        #expect(try [0, 1, 2, 24].map { try say(hours, ["n": .number($0)]) } == ["none", "1 hour", "2 hours", "24 hours"])
        let nested = "{who, select, PATIENT {{name} in {n, plural, one {# hour} other {# hours}}} other {nobody}}!"
        let values: [String: MessageValue] = ["who": .word("PATIENT"), "name": .own("Ada"), "n": .number(2)]
        #expect(try say(nested, values) == "Ada in 2 hours!")
        #expect(try say(nested, values.merging(["who": .word("DOCTOR")]) { $1 }) == "nobody!")
        #expect(try #require(Message(nested)).places == ["who", "name", "n"])
    }

    @Test("what somebody wrote is no message: braces and # in it stay what they are")
    func theirs() throws {
        let name = "{n, plural, other {#}} # {x}"
        #expect(try say("{name} # ", ["name": .theirs(name)]) == "\(name)  ")
    }

    @Test(
        "what is no message is none",
        arguments: [
            "{", "}", "{}", "a {name", "{name}}", "{n, plural}", "{n, plural, one {a}}", "{n, ordinal, other {a}}",
            "{n, plural, other a}", "{n, plural, other {a} other {b}}", "{n, plural, other {{}}}", "{two words}",
        ])
    func broken(pattern: String) { #expect(Message(pattern) == nil) }

    @Test("isolates stand round what runs the other way, and round everything of others in a language from right to left")
    func direction() throws {
        let (latin, arabic) = (["name": MessageValue.theirs("Ada")], ["name": MessageValue.theirs("ليلى")])
        #expect(try say("To {name}.", latin) == "To Ada.")
        #expect(try say("To {name}.", arabic) == "To \u{2068}ليلى\u{2069}.")
        #expect(try say("إلى {name}.", latin, in: .arabic) == "إلى \u{2068}Ada\u{2069}.")
        #expect(try say("إلى {name}.", ["name": .own("هنا")], in: .arabic) == "إلى هنا.")
    }

    /// From CLDR's plural rules: the category, and numbers that have it.
    @Test(
        "plurals are those of CLDR",
        arguments: [
            (.english, [.one: [1], .other: [0, 2, 11, 21, 101, 1_000_000]]), (.german, [.one: [1], .other: [0, 2, 21]]),
            (.french, [.one: [0, 1], .many: [1_000_000, 2_000_000], .other: [2, 100, 1_000_001]]),
            (.spanish, [.one: [1], .many: [1_000_000], .other: [0, 2, 999_999]]),
            (
                .arabic,
                [
                    .zero: [0], .one: [1], .two: [2], .few: [3, 10, 103, 110, 1_003], .many: [11, 26, 99, 111, 1_011],
                    .other: [100, 102, 200, 202, 1_000, 1_000_000],
                ]
            ),
        ] as [(Language, [PluralCategory: [Int64]])])
    func plurals(language: Language, numbers: [PluralCategory: [Int64]]) {
        #expect(Set(numbers.keys) == PluralCategory.all(in: language))
        for (category, numbers) in numbers {
            for number in numbers { #expect(PluralCategory(of: number, in: language) == category, "\(number)") }
        }
    }
}
