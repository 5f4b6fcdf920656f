/// Two lower-case hexadecimal digits a byte (RFC 4648 section 8, but for the case): digests and key numbers as people compare them.
package enum Hexadecimal {
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// Digits of either case; nil for anything else, and for an odd number of them.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap {
            UnicodeScalar($0).properties.isASCIIHexDigit ? Character(UnicodeScalar($0)).hexDigitValue : nil
        }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
