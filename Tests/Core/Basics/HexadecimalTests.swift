import Basics
import Testing

@Suite("Hexadecimal digits") struct HexadecimalTests {
    @Test("each octet is two digits in lower case, in the order of the octets")
    func everyOctet() {
        for octet in UInt8.min...UInt8.max {
            let text = Hexadecimal.encode([octet])
            #expect(text.utf8.count == 2 && UInt8(text, radix: 16) == octet && text == text.lowercased())
        }
        #expect(Hexadecimal.encode([]).isEmpty)
        #expect(Hexadecimal.encode([0x00, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
    }
}
