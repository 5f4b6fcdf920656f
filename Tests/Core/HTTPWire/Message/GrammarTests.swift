import Testing
import WireSupport

@testable import HTTPWire

@Suite("The RFCs' character classes")
struct GrammarTests {
    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    private func members(_ set: CharacterClass) -> [UInt8] { (0...255).filter { set.contains($0) } }

    private func octetsInOrder(_ text: String) -> [UInt8] { octets(text).sorted() }

    @Test func token() { #expect(members(.token) == octetsInOrder(Self.letters + "!#$%&'*+-.^_`|~")) }
    @Test func name() { #expect(members(.name) == octetsInOrder(Self.letters + "-._~!$&'()*+,;=")) }
    @Test func path() { #expect(members(.path) == octetsInOrder(Self.letters + "-._~!$&'()*+,;=:@/")) }
    @Test func query() { #expect(members(.query) == octetsInOrder(Self.letters + "-._~!$&'()*+,;=:@/?%[]{}|\\^`")) }

    @Test("hexadecimal digits")
    func hexadecimal() {
        for byte in UInt8.min...UInt8.max {
            #expect(byte.hexValue.map(Int.init) == (byte < 0x80 ? Character(Unicode.Scalar(byte)).hexDigitValue : nil))
        }
    }

    @Test("the first control is found at every offset, among all octets")
    func firstControl() {
        for byte in UInt8.min...UInt8.max {
            for at in 0..<20 {
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 20)
                bytes[at] = byte
                let isControl = (byte < 0x20 && byte != 9) || byte == 0x7F
                #expect(bytes.span.firstControl(from: 0, to: 20) == (isControl ? at : 20))
                let isHidden = byte < 0x21 || byte > 0x7E
                #expect(bytes.span.firstNotVisible(from: 0, to: 20) == (isHidden ? at : 20))
            }
        }
    }

    @Test("word-wise scans agree with a plain loop on random octets")
    func scans() {
        var random = FixedSeed(2)
        let alphabet: [UInt8] = [0x09, 0x1F, 0x20, 0x21, 0x41, 0x7E, 0x7F, 0x80, 0x9F, 0xA0, 0xFF, 0x00, 0x0D]
        for _ in 0..<20_000 {
            let bytes = random.bytes(
                Int.random(in: 0..<24, using: &random), from: Bool.random(using: &random) ? alphabet : [0x09, 0x20, 0xFF])
            let start = Int.random(in: 0...bytes.count, using: &random)
            let control = bytes[start...].firstIndex { ($0 < 0x20 && $0 != 9) || $0 == 0x7F } ?? bytes.count
            #expect(bytes.span.firstControl(from: start, to: bytes.count) == control)
            let hidden = bytes[start...].firstIndex { $0 < 0x21 || $0 > 0x7E } ?? bytes.count
            #expect(bytes.span.firstNotVisible(from: start, to: bytes.count) == hidden)
        }
    }
}
