import Testing
import WireSupport

@testable import HTTPWire

@Suite("UTF-8 is checked octet by octet")
struct UTF8ValidatorTests {
    private func isValid(_ pieces: [[UInt8]]) -> Bool {
        var validator = UTF8Validator()
        for piece in pieces where !validator.feed(piece.span) { return false }
        return validator.isComplete
    }

    private static func reference(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private func check(_ bytes: [UInt8]) {
        if isValid([bytes]) != Self.reference(bytes) { Issue.record("judged wrongly: \(bytes)") }
    }

    @Test("agrees with the standard library on every lead octet with every second one, and with edges behind")
    func exhaustive() {
        let edges: [UInt8] = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xFF]
        for a in UInt8(0x7F)...0xFF {
            for b in UInt8.min...UInt8.max { check([a, b]) }
            guard a >= 0xDF else { continue }
            for b in edges {
                for c in edges {
                    check([a, b, c])
                    guard a >= 0xEF else { continue }
                    for d: UInt8 in [0x7F, 0x80, 0xBF, 0xC0] { check([a, b, c, d]) }
                }
            }
        }
    }

    @Test("random text, cut anywhere, with and without a fault")
    func random() {
        var random = FixedSeed(3)
        for _ in 0..<2_000 {
            let scalars = (0..<12).map { _ in Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) ?? "x" }
            var bytes = Array(String(String.UnicodeScalarView(scalars)).utf8) + octets("plain ascii tail")
            if Bool.random(using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            #expect(isValid([Array(bytes[..<cut]), Array(bytes[cut...])]) == Self.reference(bytes))
            #expect(isValid(Cuts.single(bytes)) == Self.reference(bytes))
        }
    }

    @Test("fails at the first octet no text can have there")
    func failsFast() {
        let bad: [([UInt8], Int)] = [
            ([0x61, 0xFF], 1), ([0xC1], 0), ([0xED, 0xA0], 1), ([0xF4, 0x90], 1), ([0xE0, 0x80], 1), ([0xF5], 0),
            ([0xC3, 0x28], 1),
        ]
        for (bytes, at) in bad {
            var validator = UTF8Validator()
            for (index, byte) in bytes.enumerated() { #expect(validator.feed([byte].span) == (index < at)) }
        }
    }
}
