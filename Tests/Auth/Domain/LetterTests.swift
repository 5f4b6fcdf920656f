import Contracts
import Testing

@testable import AuthDomain

@Suite("Letters") struct LetterTests {
    @Test("every letter says something of its own in every language, with its link on a line of its own")
    func words() {
        for language in Language.allCases {
            var bodies: Set<String> = []
            for letter in Letter.allCases {
                let token = letter.lifetimeSeconds == nil ? nil : "TOKEN"
                let text = EmailText.letter(
                    letter, token: token, in: language, site: "https://clinic.example", name: "Bridge Clinic")
                #expect(!text.subject.isEmpty && text.subject.unicodeScalars.count <= 255 && text.language == language)
                let lines = text.body.split(separator: "\n").map(String.init)
                #expect(lines.last == "Bridge Clinic")
                #expect(lines.contains("TOKEN") == (letter == .deviceCode))
                #expect(
                    lines.filter { $0.contains("https://") }
                        == (letter.link.map { ["https://clinic.example/link#\($0.name)=TOKEN"] } ?? []))
                #expect(bodies.insert(text.body).inserted, "\(letter) in \(language)")
            }
        }
        let names = Letter.allCases.compactMap { $0.link?.name }
        #expect(Set(names).count == names.count)
    }
}
