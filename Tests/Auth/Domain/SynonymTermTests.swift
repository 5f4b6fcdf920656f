import Testing

@testable import AuthDomain

@Suite("What synonyms are made of") struct SynonymTermTests {
    @Test(
        "a word is one word of letters and digits, as the search takes it apart",
        arguments: [
            ("ear", "ear"), ("  ear\n", "ear"), ("covid19", "covid19"), ("Ohr", "Ohr"), ("öhr", "öhr"), ("ear nose", nil),
            ("ear-nose", nil), ("", nil),
            (" ", nil), ("!", nil), ("ear!", nil), (String(repeating: "a", count: 101), nil),
        ] as [(String, String?)])
    func words(text: String, expected: String?) {
        #expect(SynonymTerm.word(text) == expected)
    }

    @Test(
        "a specialization has a letter or digit, and is plain text",
        arguments: [
            ("Ear, Nose and Throat", "Ear, Nose and Throat"), ("  Ear ", "Ear"), ("", nil), (" , ", nil), ("a\u{0}b", nil),
            ("a\u{202E}b", nil),
            (String(repeating: "a", count: 101), nil),
        ] as [(String, String?)])
    func specializations(text: String, expected: String?) {
        #expect(SynonymTerm.specialization(text) == expected)
    }
}
