import Basics
import Testing

@Suite("Base64 and Base64URL have one text for each byte string (RFC 4648)")
struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func vectorsOfSection10(text: String, encoded: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.decode(encoded) == bytes)
        let unpadded = String(encoded.prefix { $0 != "=" })
        #expect(Base64URL.encode(bytes) == unpadded)
        #expect(Base64URL.decode(unpadded) == bytes)
    }

    @Test func theAlphabetsDifferInTwoLetters() {
        #expect(Base64.encode([0xfb, 0xff, 0xfe]) == "+//+")
        #expect(Base64URL.encode([0xfb, 0xff, 0xfe]) == "-__-")
        #expect(Base64URL.decode("+//+") == nil)
        #expect(Base64.decode("-__-") == nil)
    }

    @Test(arguments: [
        "Z", "Zg==", "Zg=", "Zm9vZ", "Zh", "Zm9", "Zm9vYh", "Zg ", " Zg", "Zg\n", "Zm9v Zg", "Zm8=", "Zm.v", "Zm9v\0", "Zé",
    ])
    func base64URLRefuses(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "=", "==", "====", "Z===", "Zh==", "Zm9=", "Zm9v=", "Zg==Zg==", "Z=g=", "Zg==\n", "Zm9v\n", "Zm 9v",
        "=Zm8",
    ])
    func base64Refuses(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func everyLengthAndEveryByteSurvivesTheRoundTrip() {
        let all = (0...255).map { UInt8($0) }
        for count in 0...256 {
            let bytes = Array(all.prefix(count).reversed())
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test func whatDecodesEncodesToItself() {
        var accepted = 0
        let letters = Array("AQgw-_=/z ")
        for number in 0..<10_000 {
            let candidate = String([
                letters[number % 10], letters[number / 10 % 10], letters[number / 100 % 10], letters[number / 1_000],
            ])
            guard let bytes = Base64URL.decode(candidate) else { continue }
            accepted += 1
            #expect(Base64URL.encode(bytes) == candidate)
        }
        #expect(accepted > 100)
    }
}
