import AuthDomain
import Contracts
import OpenSSL
import Testing

@Suite("Codes of authenticator apps") struct TOTPTests {
    private let secret = Array("12345678901234567890".utf8)

    /// RFC 6238 appendix B, its last six digits.
    @Test(
        "the examples of the RFC",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ])
    func examples(seconds: Int64, code: String) {
        let step = TOTP.step(at: Instant(seconds: seconds))
        #expect(TOTP.code(at: step) { HMACSHA1.sign($0, key: secret) } == code)
    }

    @Test("a step is thirty seconds") func steps() {
        #expect(TOTP.step(at: Instant(seconds: 59)) == 1)
        #expect(TOTP.step(at: Instant(seconds: 60)) == 2)
        #expect(TOTP.step(at: Instant(milliseconds: 89_999)) == 2)
    }

    @Test(
        "six digits are a code, blanks between them aside",
        arguments: [
            ("123456", true), ("123 456", true), ("12345", false), ("1234567", false), ("12345a", false), ("١٢٣٤٥٦", false),
            ("", false),
        ])
    func reading(text: String, isCode: Bool) { #expect((TOTP.read(text) != nil) == isCode) }

    @Test("an app is told the secret in base 32, with everything that it must know") func uri() {
        #expect(TOTP.text(of: secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(
            TOTP.uri(secret, issuer: "Clinic", account: "ann%40example.com")
                == """
                otpauth://totp/Clinic:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Clinic&algorithm=SHA1&digits=6\
                &period=30
                """)
    }
}
