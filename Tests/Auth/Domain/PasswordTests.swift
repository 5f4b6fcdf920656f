import Foundation
import Testing

@testable import AuthDomain

@Suite("Passwords") struct PasswordTests {
    @Test("letters are composed as Unicode says (NFC), each of its letters, and Foundation agrees")
    func composed() {
        for value in UInt32(0x80)..<0x3_0000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "a" + String(scalar)
            let expected = Array(text.precomposedStringWithCanonicalMapping.utf8)
            for form in [text, text.decomposedStringWithCanonicalMapping] where Password.normalized(Array(form.utf8)) != expected {
                Issue.record("U+\(String(value, radix: 16))")
            }
        }
    }

    @Test("marks come in one order, however they were typed")
    func order() {
        let forms = ["q\u{307}\u{323}", "q\u{323}\u{307}"].map { Password.normalized(Array($0.utf8)) }
        #expect(forms[0] == forms[1])
        #expect(Password.normalized(Array("e\u{301}".utf8)) == Array("é".utf8))
    }

    @Test("a word of the owner counts from four letters on, in any case, whatever is around it")
    func context() {
        func isRefused(_ text: String, _ context: String...) -> Bool {
            var reader = FormReader()
            return PasswordPolicy.strict.read(text, at: "/password", with: &reader, context: context) == nil
        }
        for owner in ["Anna", "ANNA", "Dr. Anna", "anna@example.com"] { #expect(isRefused("xANNA99y", owner), "\(owner)") }
        for owner in ["Annabel", "Ann", ""] { #expect(!isRefused("xANNA99y", owner), "\(owner)") }
        #expect(isRefused("xyclinicz"))
        #expect(isRefused("annaabcde", "Anna") && !isRefused("annaabcdef", "Anna"), "six characters of their own are enough")
    }
}
