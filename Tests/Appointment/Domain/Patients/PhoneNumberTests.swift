import AppointmentDomain
import Testing

@Suite("Telephone numbers") struct PhoneNumberTests {
    @Test(
        "what people write becomes E.164",
        arguments: [
            ("+49 30 1234567", "+49301234567"), ("0049 30 1234567", "+49301234567"), ("+49 (0)30 / 123-45.67", "+49301234567"),
            ("  +1 (212) 555-0100 ", "+12125550100"), ("+٤٩ ٣٠ ١٢٣٤٥٦٧", "+49301234567"), ("＋４９３０１２３４５６７", "+49301234567"),
            ("\u{202A}+49 30 1234567\u{202C}", "+49301234567"), ("+1234567", "+1234567"), ("+123456789012345", "+123456789012345"),
        ])
    func readable(text: String, number: String) { #expect(PhoneNumber(text)?.description == number) }

    @Test(
        "without the country's code, with other signs, too short or too long it is none",
        arguments: [
            "", "+", "030 1234567", "1234567", "+0301234567", "+123456", "+1234567890123456", "+49 30 CALL", "+49+30123456",
            "30 +49 1234567",
            "+49 30 1234567 x5", "00", "0030", "+49\u{0}301234567", "+½1234567", String(repeating: " ", count: 41) + "+49301234567",
        ])
    func refused(text: String) { #expect(PhoneNumber(text) == nil) }

    /// Signs that people put between digits, everywhere.
    @Test("whatever separates the digits, and whatever a number was made of, it is the same number; what is read again stays")
    func property() throws {
        var numbers = Numbers(state: 7)
        let separators = [" ", "-", ".", "/", "\u{A0}", "\u{2011}", "(", ")", ""]
        for _ in 0..<2_000 {
            let digits =
                [Int.random(in: 1...9, using: &numbers)]
                + (0..<Int.random(in: 6...14, using: &numbers)).map { _ in
                    Int.random(in: 0...9, using: &numbers)
                }
            let plain = "+" + digits.map(String.init).joined()
            let start = Bool.random(using: &numbers) ? "+" : "00"
            var text = start
            for digit in digits {
                text += "\(digit)"
                if text.unicodeScalars.count < 36 - digits.count, let sign = separators.randomElement(using: &numbers) {
                    text += sign
                }
            }
            // A lone 0 between parentheses is not part of the number.
            guard !text.contains("(0)") else { continue }
            let number = try #require(PhoneNumber(text), "\(text)")
            #expect(number.description == plain, "\(text)")
            #expect(PhoneNumber(number.description) == number)
        }
    }
}

@Suite("What a record says") struct RecordTextTests {
    @Test("names: letters of any script, without what breaks a line, turns text around or leads away")
    func names() {
        for name in ["Müller", "  O'Neil ", "أحمد", "X", "J. R.", "de la Cruz", String(repeating: "a", count: 100)] {
            #expect(RecordText.name(name) != nil, "\(name)")
        }
        for name in [
            "", "  ", "7", "a\nb", "a\u{0}", "a\u{202E}b", "www.example.com", "a@example.com", String(repeating: "a", count: 101),
        ] {
            #expect(RecordText.name(name) == nil, "\(name)")
        }
    }

    @Test("addresses of mail are kept in lower case; what no server takes is refused")
    func mail() {
        #expect(MailAddress(" Ben.Smith+x@Example.COM ")?.description == "ben.smith+x@example.com")
        for text in [
            "", "a", "a@b", "@example.com", "a@", "a b@example.com", "a@example..com", "a@-x.com", "a@@example.com",
            "ä@example.com",
            ".a@example.com", "a<b>@example.com", "a@" + String(repeating: "x", count: 64) + ".com",
        ] {
            #expect(MailAddress(text) == nil, "\(text)")
        }
    }

    @Test("an identifier is a system, a bar and a value, which may have bars; read again it is the same")
    func identifiers() {
        let identifier = PatientIdentifier("urn:oid:1.2|A|7")
        #expect(identifier?.system == "urn:oid:1.2" && identifier?.value == "A|7")
        #expect(identifier.flatMap { PatientIdentifier($0.description) } == identifier)
        for text in ["", "|", "a", "a|", "|b", "a|\n"] { #expect(PatientIdentifier(text) == nil, "\(text)") }
        #expect(PatientIdentifier(system: "a|b", value: "c") == nil)
    }
}
