import AuthDomain
import Testing

@Suite("What a name, a phone number, an email and a password may be")
struct FieldRulesTests {
    @Test(
        "emails that are accepted, in lower case",
        arguments: [
            ("a@b.de", "a@b.de"), ("John.Doe+tag@Mail.Example.COM", "john.doe+tag@mail.example.com"),
            ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"), ("1@1.x1", "1@1.x1"),
            ("x@xn--bcher-kva.example", "x@xn--bcher-kva.example"),
        ])
    func emails(text: String, stored: String) {
        #expect(EmailAddress(text)?.description == stored)
    }

    @Test(
        "emails that are refused",
        arguments: [
            "", "@", "a", "a@", "@b.de", "a@b", "a@localhost", "a@b@c.de", "a b@c.de", ".a@b.de", "a.@b.de", "a..b@c.de", "a@.de",
            "a@b.",
            "a@b..de", "a@-b.de", "a@b-.de", "a@b_c.de", "a@1.2.3.4", "a@[1.2.3.4]", "\"a\"@b.de", "a(c)@b.de", "ä@b.de",
            "a@bücher.de",
            "a@b.de\0", "a@b.de,c@d.de", "a\r\nBcc: x@b.de", "a<b@c.de>",
        ])
    func badEmails(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test("an email's lengths, each at its limit and one beyond")
    func emailLengths() {
        let label = String(repeating: "d", count: 63)
        #expect(EmailAddress(String(repeating: "l", count: 64) + "@b.de") != nil)
        #expect(EmailAddress(String(repeating: "l", count: 65) + "@b.de") == nil)
        #expect(EmailAddress("a@\(label).de") != nil)
        #expect(EmailAddress("a@d\(label).de") == nil)
        let domain = [label, label, label, String(repeating: "e", count: 60)].joined(separator: ".")
        #expect(EmailAddress("a@" + domain)?.description.utf8.count == 254)
        #expect(EmailAddress("ab@" + domain) == nil)
    }

    @Test(
        "names in any script",
        arguments: [
            "Ada", "O’Brien", "Jean-Luc", "María José", "李", "محمد", "नेहा\u{200D}", "X Æ A-12", "👩🏽‍⚕️",
            "St. John", "J.R.R.Tolkien", "J. R. R. Tolkien", "А.Пушкин", "Dr. med. Müller", "Ravi s/o Kumar", "می\u{200C}خواهم",
            "Jr.",
        ])
    func names(text: String) {
        #expect(PersonName(text)?.description == text)
    }

    @Test(
        "names that would break a line, a log or the text around them",
        arguments: [
            "", " ", "\u{200B}", "a\u{0}b", "a\nb", "a\tb", "a\u{85}b", "a\u{2028}b", "a\u{202E}b", "a\u{2066}b", "a\u{7F}b",
            "\u{E000}", "a\u{202A}b", "a\u{2069}b", "a\u{200B}b", "a\u{AD}b", "a\u{FEFF}b", "\u{3164}", "a\u{E0041}b", "\u{200D}",
        ])
    func badNames(text: String) {
        #expect(PersonName(text) == nil)
    }

    @Test(
        "a name that programs turn into a link is none; a specialization neither",
        arguments: [
            "https://evil.example", "Your account was blocked, unlock at https://evil.example/x", "HTTP://EVIL", "www.evil",
            "evil.com",
            "see evil.com now", "Evil.Com", "e.vil.example", "t.co", "evil.example/pay", "evil.xn--p1ai", "клиника.рф",
            "evil\u{FF0E}com",
            "evil\u{3002}com", "https\u{FF1A}//evil", "mail me@evil.example", "ann@home", "javascript://x", "192.168.10.20",
            "st.john",
        ])
    func addresses(text: String) {
        #expect(PersonName(text) == nil)
        #expect(PersonName("A \(text)") == nil)
        #expect(Specialization(text) == nil)
    }

    @Test("a name has at most 100 characters, as PostgreSQL counts them")
    func nameLength() {
        #expect(PersonName(String(repeating: "ß", count: 100)) != nil)
        #expect(PersonName(String(repeating: "ß", count: 101)) == nil)
        #expect(PersonName("e" + String(repeating: "\u{301}", count: 100)) == nil)
        #expect(Specialization(String(repeating: "x", count: 255)) != nil)
        #expect(Specialization(String(repeating: "x", count: 256)) == nil)
    }

    @Test(
        "phone numbers",
        arguments: [
            ("1234567890", true), ("+49 (30) 1234-567", true), ("1", true), ("12345678901234567890", true),
            ("123456789012345678901", false), ("+-() ", false), ("123a", false), ("٣", false), ("123/456", false), ("", false),
            ("1\n2", false),
        ])
    func phones(text: String, isAccepted: Bool) {
        #expect((PhoneNumber(text) != nil) == isAccepted)
    }

    @Test("a password has 8 to 128 characters and no NUL; spaces count")
    func passwords() {
        #expect(Password("1234567") == nil)
        #expect(Password("        ")?.bytes.count == 8)
        // What people take for one character is one: accents beside their letters, flags, skin tones, families.
        for sign in ["ä", "a\u{308}", "😀", "🇩🇪", "👩🏽‍⚕️", "👨‍👩‍👧‍👦", "e\u{301}\u{323}", "д", "李", "नि"] {
            #expect(Password(String(repeating: sign, count: 7)) == nil, "\(sign)")
            #expect(Password(String(repeating: sign, count: 8)) != nil, "\(sign)")
        }
        #expect(Password("😀😀") == nil && Password("ääää") == nil)
        #expect(Password(String(repeating: "д", count: 42))?.bytes.count == 84)
        for scalar in ["x", "ä", "😀"] {
            #expect(Password(String(repeating: scalar, count: 128)) != nil)
            #expect(Password(String(repeating: scalar, count: 129)) == nil)
        }
        #expect(Password("12345678" + String(repeating: "\u{308}", count: 121)) == nil)
        #expect(Password("12345678\u{0}") == nil)
    }

    @Test("a password does not show itself")
    func redaction() throws {
        let password = try #require(Password("correct horse"))
        var dumped = ""
        dump(password, to: &dumped)
        for text in ["\(password)", String(reflecting: password), dumped, String(reflecting: [password])] {
            #expect(!text.contains("horse"))
            #expect(!text.contains("104"))  // the bytes, dumped
        }
    }
}
