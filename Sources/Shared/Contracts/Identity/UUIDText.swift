/// The text form of a UUID, `8-4-4-4-12` lower-case hexadecimal digits (RFC 9562 section 4).
///
/// ```
/// 0198a3c4-8f00-7abc-8def-0123456789ab
/// 0        9    14   19   24          36
/// └── high word ───┘ └── low word ───┘
/// ```
enum UUIDText {
    static let length = 36

    /// The 64-bit words, or nil when `text` is not of this form; digits in either case.
    static func read(_ text: Span<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard text.count == length, text[8] == hyphen, text[13] == hyphen, text[18] == hyphen, text[23] == hyphen else {
            return nil
        }
        var high: UInt64 = 0
        var low: UInt64 = 0
        guard read(text, 0..<8, into: &high), read(text, 9..<13, into: &high), read(text, 14..<18, into: &high),
            read(text, 19..<23, into: &low), read(text, 24..<36, into: &low)
        else { return nil }
        return (high, low)
    }

    /// Fills `output` with the 36 characters, eight or four at a time.
    static func write(_ value: UUIDValue, into output: UnsafeMutableRawBufferPointer) {
        let first = digits(value.high >> 32)
        let second = digits(value.high & 0xFFFF_FFFF)
        let third = digits(value.low >> 32)
        let fourth = digits(value.low & 0xFFFF_FFFF)
        unsafe output.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
        unsafe output.storeBytes(of: UInt32(truncatingIfNeeded: second >> 32).bigEndian, toByteOffset: 9, as: UInt32.self)
        unsafe output.storeBytes(of: UInt32(truncatingIfNeeded: second).bigEndian, toByteOffset: 14, as: UInt32.self)
        unsafe output.storeBytes(of: UInt32(truncatingIfNeeded: third >> 32).bigEndian, toByteOffset: 19, as: UInt32.self)
        unsafe output.storeBytes(of: UInt32(truncatingIfNeeded: third).bigEndian, toByteOffset: 24, as: UInt32.self)
        unsafe output.storeBytes(of: fourth.bigEndian, toByteOffset: 28, as: UInt64.self)
        unsafe output[8] = hyphen
        unsafe output[13] = hyphen
        unsafe output[18] = hyphen
        unsafe output[23] = hyphen
    }

    private static var hyphen: UInt8 { UInt8(ascii: "-") }

    private static func read(_ text: Span<UInt8>, _ range: Range<Int>, into word: inout UInt64) -> Bool {
        for index in range {
            let byte = text[index]
            let decimal = byte &- UInt8(ascii: "0")
            if decimal < 10 {
                word = word << 4 | UInt64(decimal)
                continue
            }
            // Setting bit 5 makes a letter lower case, and no other character a letter from a to f.
            let letter = (byte | 0x20) &- UInt8(ascii: "a")
            guard letter < 6 else { return false }
            word = word << 4 | UInt64(letter + 10)
        }
        return true
    }

    /// The eight characters of a 32-bit number, the first in the highest byte: all digits at once, each in a byte of its own.
    private static func digits(_ number: UInt64) -> UInt64 {
        var nibbles = number
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // 1 in each byte whose digit is a letter: adding six carries into the upper half from ten on.
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }
}

extension UUIDValue: ASCIIText {
    @inlinable package static var longestText: Int { UUIDText.length }

    /// 36 characters, lower case.
    @usableFromInline package func write(to text: inout OutputSpan<UInt8>) {
        unsafe text.withUnsafeMutableBufferPointer { buffer, count in
            unsafe UUIDText.write(
                self, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
            count += UUIDText.length
        }
    }
}

extension Identifier: ASCIIText {
    @inlinable package static var longestText: Int { UUIDText.length }

    @usableFromInline package func write(to text: inout OutputSpan<UInt8>) { uuid.write(to: &text) }
}
