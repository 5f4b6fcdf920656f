import Basics
import Testing

@Suite("Numbers in base 10")
struct DecimalDigitsTests {
    @Test("are what Swift writes, at every number of digits")
    func edges() {
        var numbers: [UInt64] = [0, 1, 9, .max]
        var power: UInt64 = 10
        while power < 10_000_000_000_000_000_000 {
            numbers += [power - 1, power, power + 1, power * 9]
            power *= 10
        }
        for number in numbers {
            let text = Array(String(number).utf8)
            var written = [UInt8](repeating: 0, count: DecimalDigits.count(of: number))
            #expect(written.count == text.count)
            written.withUnsafeMutableBytes { bytes in
                var room = MutableRawSpan(_unsafeBytes: bytes)
                DecimalDigits.write(number, into: &room)
            }
            #expect(written == text)
        }
    }
}
