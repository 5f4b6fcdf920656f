/// The arithmetic common to Base64 and Base64URL (RFC 4648 sections 4 and 5): three bytes to four letters and back,
/// through one table each way.
struct Base64Codec: Sendable {
    private static let invalid: UInt8 = 0xFF
    private static let pad = UInt8(ascii: "=")

    private let letters: [UInt8]
    private let values: [UInt8]
    private let isPadded: Bool

    static let standard = Base64Codec(lastTwo: "+/", isPadded: true)
    static let url = Base64Codec(lastTwo: "-_", isPadded: false)

    private init(lastTwo: String, isPadded: Bool) {
        letters = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + lastTwo).utf8)
        var values = [UInt8](repeating: Self.invalid, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        self.values = values
        self.isPadded = isPadded
    }

    func encode(_ bytes: Span<UInt8>) -> [UInt8] {
        let (groups, rest) = bytes.count.quotientAndRemainder(dividingBy: 3)
        return [UInt8](capacity: groups * 4 + 4) { output in
            for group in 0..<groups {
                let bits = UInt32(bytes[group * 3]) << 16 | UInt32(bytes[group * 3 + 1]) << 8 | UInt32(bytes[group * 3 + 2])
                append(bits, letters: 4, to: &output)
            }
            guard rest > 0 else { return }
            var bits = UInt32(bytes[groups * 3]) << 16
            if rest == 2 { bits |= UInt32(bytes[groups * 3 + 1]) << 8 }
            append(bits, letters: rest + 1, to: &output)
            if isPadded { output.append(repeating: Self.pad, count: 3 - rest) }
        }
    }

    @inline(__always)
    private func append(_ bits: UInt32, letters count: Int, to output: inout OutputSpan<UInt8>) {
        for place in 0..<count { output.append(letters[Int(bits >> UInt32(18 - 6 * place)) & 63]) }
    }

    /// The bytes, or nil for a letter outside the alphabet, a length no encoder makes, wrong padding, or spare bits that are not
    /// zero (RFC 4648 section 3.5: else many texts would stand for the same bytes).
    func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard let count = lettersBeforePadding(text) else { return nil }
        let (groups, rest) = count.quotientAndRemainder(dividingBy: 4)
        guard rest != 1 else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(groups * 3 + 2)
        for group in 0..<groups {
            guard let bits = bits(of: text, from: group * 4, letters: 4) else { return nil }
            output.append(UInt8(truncatingIfNeeded: bits >> 16))
            output.append(UInt8(truncatingIfNeeded: bits >> 8))
            output.append(UInt8(truncatingIfNeeded: bits))
        }
        guard rest > 0 else { return output }
        guard let bits = bits(of: text, from: groups * 4, letters: rest) else { return nil }
        guard bits & (rest == 2 ? 0xFFFF : 0xFF) == 0 else { return nil }
        output.append(UInt8(truncatingIfNeeded: bits >> 16))
        if rest == 3 { output.append(UInt8(truncatingIfNeeded: bits >> 8)) }
        return output
    }

    private func lettersBeforePadding(_ text: Span<UInt8>) -> Int? {
        guard isPadded else { return text.count }
        guard text.count % 4 == 0 else { return nil }
        guard let last = text.isEmpty ? nil : text[text.count - 1], last == Self.pad else { return text.count }
        return text[text.count - 2] == Self.pad ? text.count - 2 : text.count - 1
    }

    private func bits(of text: Span<UInt8>, from start: Int, letters count: Int) -> UInt32? {
        var bits: UInt32 = 0
        for place in 0..<count {
            let value = values[Int(text[start + place])]
            guard value != Self.invalid else { return nil }
            bits |= UInt32(value) << UInt32(18 - 6 * place)
        }
        return bits
    }
}
