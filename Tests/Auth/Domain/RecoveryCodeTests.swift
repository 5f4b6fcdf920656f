import AuthDomain
import OpenSSL
import Testing

@Suite("Recovery codes") struct RecoveryCodeTests {
    @Test("one is 25 letters in groups of five, and is read back as it may be typed") func typed() throws {
        for _ in 0..<200 {
            let code = RecoveryCode(RandomBytes.generate(RecoveryCode.entropyLength))
            #expect(code.letters.count == 25 && code.text.count == 29)
            let forms = [
                code.text, code.letters, code.text.lowercased(), code.text.replacing("-", with: " "),
                code.text.replacing("0", with: "O").replacing("1", with: "l"),
            ]
            for form in forms { #expect(RecoveryCode(typed: form) == code, "\(form)") }
        }
    }

    @Test("each of the 125 bits counts") func entropy() {
        let zero = [UInt8](repeating: 0, count: 16)
        var codes: Set = [RecoveryCode(zero)]
        for bit in 0..<125 {
            var bytes = zero
            bytes[bit / 8] = 0x80 >> UInt8(bit % 8)
            codes.insert(RecoveryCode(bytes))
        }
        #expect(codes.count == 126)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "ABCDE", String(repeating: "A", count: 26), String(repeating: "U", count: 25), String(repeating: "é", count: 25),
        ])
    func refusals(text: String) { #expect(RecoveryCode(typed: text) == nil) }
}
