import Basics
import OpenSSL
import Testing

@Suite("RS256 signatures verify, and only untouched ones")
struct RSAPublicKeyTests {
    /// RFC 7515 appendix A.2.
    static let modulus = """
        ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs\
        D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV\
        MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ
        """
    static let message = Array(
        """
        eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ
        """.utf8)
    static let signature = """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ\
        cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e\
        OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
        """

    private let modulus: [UInt8]
    private let signature: [UInt8]

    init() throws {
        modulus = try #require(Base64URL.decode(Self.modulus))
        signature = try #require(Base64URL.decode(Self.signature))
    }

    @Test func theExampleOfTheRFCVerifies() throws {
        let key = try RSAPublicKey.make(modulus: modulus, exponent: [1, 0, 1])
        #expect(key.isValid(signature, for: Self.message))
        let padded = try RSAPublicKey.make(modulus: [0] + modulus, exponent: [0, 0, 1, 0, 1])
        #expect(padded.isValid(signature, for: Self.message))
    }

    @Test func everythingElseDoesNot() throws {
        let key = try RSAPublicKey.make(modulus: modulus, exponent: [1, 0, 1])
        #expect(!key.isValid(signature, for: Self.message + [0]))
        #expect(!key.isValid(signature, for: []))
        #expect(!key.isValid([], for: Self.message))
        #expect(!key.isValid(Array(signature.dropLast()), for: Self.message))
        #expect(!key.isValid(signature + [0], for: Self.message))
        #expect(!key.isValid([UInt8](repeating: 0, count: 256), for: Self.message))
        for index in stride(from: 0, to: signature.count, by: 17) {
            var changed = signature
            changed[index] ^= 1
            #expect(!key.isValid(changed, for: Self.message))
        }
        var other = modulus
        other[100] ^= 2
        #expect(try !RSAPublicKey.make(modulus: other, exponent: [1, 0, 1]).isValid(signature, for: Self.message))
        #expect(try !RSAPublicKey.make(modulus: modulus, exponent: [3]).isValid(signature, for: Self.message))
        #expect(key.isValid(signature, for: Self.message))
    }

    @Test func numbersThatMakeNoKeyAreRefused() {
        let even = Array(modulus.dropLast()) + [0xA0]
        for (modulus, exponent) in [
            ([], [1, 0, 1]), (Array(modulus.dropLast()), [1, 0, 1]), (even, [1, 0, 1]), (modulus, []), (modulus, [1]),
            (modulus, [2]), (modulus, [0]),
            (modulus, [1, 0, 0, 0, 1]), ([UInt8](repeating: 0xFF, count: 1_025), [1, 0, 1]),
        ] as [([UInt8], [UInt8])] {
            #expect(throws: OpenSSLError.invalidPublicKey) { try RSAPublicKey.make(modulus: modulus, exponent: exponent) }
        }
    }
}
