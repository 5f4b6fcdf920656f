/// A 128-bit identifier in the layout of RFC 9562, held as two words: no heap, hashing and order are two integer operations.
///
/// Any UUID version is accepted when read; `init(v7:random:)` makes the only one we mint. Order is the order of the bytes,
/// which for version 7 is the order of creation to the millisecond and the same order PostgreSQL gives its `uuid` type.
package struct UUIDValue: Hashable, Comparable, Sendable {
    /// Bytes 0 to 7, most significant first.
    package let high: UInt64
    /// Bytes 8 to 15, most significant first.
    package let low: UInt64

    @inlinable
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits.
    ///
    /// - Parameters:
    ///   - milliseconds: Unix time; only the low 48 bits are kept, enough until the year 10889.
    ///   - random: 128 random bits, of which 74 are used; version and variant overwrite the rest.
    package init(v7 milliseconds: Int64, random: (UInt64, UInt64)) {
        let timestamp = UInt64(truncatingIfNeeded: milliseconds) << 16
        high = timestamp | 0x7000 | (random.0 & 0x0FFF)
        low = 0x8000_0000_0000_0000 | (random.1 & 0x3FFF_FFFF_FFFF_FFFF)
    }

    /// Reads the text form `8-4-4-4-12` of hexadecimal digits in either case (RFC 9562 section 4); nil for anything else,
    /// braces, `urn:uuid:`, missing hyphens and surrounding space included.
    package init?(_ text: String) {
        self.init(utf8: text.utf8.span)
    }

    /// As `init(_:)`, from the UTF-8 bytes of the text.
    package init?(utf8 text: Span<UInt8>) {
        guard let words = UUIDText.read(text) else { return nil }
        self.init(high: words.high, low: words.low)
    }

    /// Reads exactly sixteen bytes, most significant first; nil for any other count.
    package init?(bytes: Span<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var words: (high: UInt64, low: UInt64) = (0, 0)
        for index in 0..<8 {
            words.high = words.high << 8 | UInt64(bytes[index])
            words.low = words.low << 8 | UInt64(bytes[index + 8])
        }
        self.init(high: words.high, low: words.low)
    }

    /// The sixteen bytes, most significant first: the wire form of PostgreSQL's binary `uuid`.
    package var bytes: InlineArray<16, UInt8> {
        InlineArray { index in
            let word = index < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> (56 - UInt64(index % 8) * 8))
        }
    }

    /// The creation time in Unix milliseconds when this is a version 7 UUID, else nil.
    package var v7Milliseconds: Int64? {
        guard (high >> 12) & 0xF == 7, low >> 62 == 0b10 else { return nil }
        return Int64(high >> 16)
    }

    @inlinable
    package static func < (left: UUIDValue, right: UUIDValue) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
