import OpenSSL
import Testing

@Suite("AES-256-GCM opens what it sealed, and only that") struct AESGCMTests {
    private let cipher = AESGCM(key: Array(0..<32))
    private let context = Array("ann".utf8)

    @Test("a text comes back, whatever its length", arguments: [0, 1, 15, 16, 17, 20, 200])
    func roundTrip(length: Int) {
        let text = RandomBytes.generate(length)
        let sealed = cipher.seal(text, context: context)
        #expect(sealed.count == length + 28)
        #expect(cipher.open(sealed, context: context) == text)
        #expect(cipher.seal(text, context: context) != sealed)
    }

    @Test("case 16 of the GCM specification, which has another order of the parts")
    func knownAnswer() {
        let key = bytes(hex: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        let nonce = bytes(hex: "cafebabefacedbaddecaf888")
        let cipherText = bytes(
            hex:
                """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
                """)
        let tag = bytes(hex: "76fc6ece0f4e1768cddf8853bb2d551b")
        let text = bytes(
            hex:
                """
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
                """)
        let context = bytes(hex: "feedfacedeadbeeffeedfacedeadbeefabaddad2")
        #expect(AESGCM(key: key).open(nonce + cipherText + tag, context: context) == text)
    }

    @Test("a changed bit anywhere, a cut, another context and another key open nothing")
    func refusals() {
        let sealed = cipher.seal(Array("twenty bytes of text".utf8), context: context)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(cipher.open(changed, context: context) == nil)
        }
        for length in 0..<sealed.count { #expect(cipher.open(Array(sealed.prefix(length)), context: context) == nil) }
        #expect(cipher.open(sealed, context: Array("bob".utf8)) == nil)
        #expect(AESGCM(key: Array(1..<33)).open(sealed, context: context) == nil)
    }
}
