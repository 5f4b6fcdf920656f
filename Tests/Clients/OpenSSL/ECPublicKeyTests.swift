import OpenSSL
import Testing

@Suite("ES256 signatures verify, and only untouched ones") struct ECPublicKeyTests {
    /// RFC 6979 appendix A.2.5.
    private let x = bytes(hex: "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6")
    private let y = bytes(hex: "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")
    /// Of "sample", in DER.
    private let signature = bytes(
        hex:
            """
            3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900db\
            b9aff4064dc4ab2f843acda8
            """)
    private let message = Array("sample".utf8)

    @Test func theExampleOfTheRFCVerifies() throws {
        let key = try ECPublicKey.make(x: x, y: y)
        #expect(key.isValid(signature, for: message))
        #expect(!key.isValid(signature, for: Array("Sample".utf8)))
        #expect(!key.isValid([], for: message))
        #expect(!key.isValid(signature + [0], for: message))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 1
            #expect(!key.isValid(changed, for: message))
        }
        #expect(key.isValid(signature, for: message))
    }

    @Test func aPointThatIsNotOnTheCurveMakesNoKey() {
        var off = y
        off[31] ^= 1
        let zero = [UInt8](repeating: 0, count: 32)
        for (x, y) in [(x, off), (y, x), (zero, zero), (x, Array(y.dropLast())), (x + [0], y), ([], [])] {
            #expect(throws: OpenSSLError.invalidPublicKey) { try ECPublicKey.make(x: x, y: y) }
        }
    }
}
