import Testing

@testable import HTTPWire

@Suite("Scans of a range say what a look at each octet of it says, whatever stands around it") struct SpanScanTests {
    /// Octets on both sides of every bound that a scan has, close to each other, so that each meets each in every place of a word.
    private static let octets: [UInt8] = [
        0x08, 0x09, 0x0A, 0x1F, 0x20, 0x21, 0x2C, 0x41, 0x5A, 0x5B, 0x61, 0x7A, 0x7E, 0x7F, 0x80, 0xFF,
    ]

    /// Bytes and ranges of them; the last one is the whole.
    private static func everyRange(_ check: (Span<UInt8>, Range<Int>, [UInt8]) -> Void) {
        var random = SystemRandomNumberGenerator()
        for length in [0, 1, 2, 7, 8, 9, 15, 16, 17, 19] {
            for rarity in [1, 4, 12] {
                let bytes = (0..<length).map { _ in
                    Int.random(in: 0..<rarity, using: &random) == 0 ? octets.randomElement(using: &random) ?? 0 : 0x62
                }
                for start in 0...length {
                    for end in start...length { check(bytes.span, start..<end, Array(bytes[start..<end])) }
                }
            }
        }
    }

    @Test("the first control, the first octet of a kind, the first that is not visible")
    func first() {
        Self.everyRange { span, range, bytes in
            let (start, end) = (range.lowerBound, range.upperBound)
            let control = bytes.firstIndex { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
            #expect(span.firstControl(from: start, to: end) == control.map { $0 + start } ?? end, "\(bytes)")
            let hidden = bytes.firstIndex { $0 < 0x21 || $0 > 0x7E }
            #expect(span.firstNotVisible(from: start, to: end) == hidden.map { $0 + start } ?? end, "\(bytes)")
            for octet in [0x00, 0x2C, 0x7F, 0xFF] as [UInt8] {
                #expect(
                    span.first(octet, from: start, to: end) == bytes.firstIndex(of: octet).map { $0 + start } ?? end, "\(bytes)")
            }
        }
    }

    @Test("blanks at the ends, and the elements between commas")
    func parts() {
        func isBlank(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
        Self.everyRange { span, range, bytes in
            func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
                Array(bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
            }
            #expect(span.array(span.trimmed(range.lowerBound, range.upperBound)) == trimmed(bytes))
            var elements: [[UInt8]] = []
            span.forEachElement(range.lowerBound, range.upperBound) { element in
                elements.append(span.array(element))
                return true
            }
            #expect(elements == bytes.split(separator: 0x2C, omittingEmptySubsequences: false).map(trimmed))
            var count = 0
            span.forEachElement(range.lowerBound, range.upperBound) { _ in
                count += 1
                return count < 2
            }
            #expect(count == min(elements.count, 2))
        }
    }

    @Test("a word compares without case, letters alone")
    func equals() {
        for (text, isSame) in [
            ("a-b[z", true), ("A-B[Z", true), ("a-b{z", false), ("a\rb[z", false), ("a-b[", false), ("a-b[zz", false), ("", false),
            ("b-b[z", false), ("a-b[y", false),
        ] {
            let bytes = Array("x\(text)x".utf8)
            #expect(bytes.span.equals("a-b[z", 1, bytes.count - 1) == isSame, "\(text)")
        }
    }
}
