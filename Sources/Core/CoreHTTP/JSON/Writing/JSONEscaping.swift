/// Text between the quotes of a JSON string (RFC 8259 section 7): quote, backslash and the control characters are
/// escaped, everything else goes as it is, in UTF-8.
///
/// Eight bytes are looked at as one word. Nearly every word has nothing to escape and is copied whole.
extension ByteBuilder {
    /// The text with its quotes, behind a comma where one is due.
    @inline(__always)
    mutating func appendQuoted(_ text: String, afterComma isAfterComma: Bool) {
        let done: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe appendQuoted(UnsafeRawBufferPointer(bytes), isAfterComma)
        }
        if done == nil {
            unsafe Array(text.utf8).withUnsafeBytes { bytes in unsafe appendQuoted(bytes, isAfterComma) }
        }
    }

    @usableFromInline mutating func appendQuoted(_ text: Span<UInt8>, afterComma isAfterComma: Bool) {
        unsafe text.withUnsafeBytes { bytes in unsafe appendQuoted(bytes, isAfterComma) }
    }

    @unsafe
    private mutating func appendQuoted(_ bytes: UnsafeRawBufferPointer, _ isAfterComma: Bool) {
        reserve(bytes.count + 3)
        if isAfterComma { appendReserved(UInt8(ascii: ",")) }
        appendReserved(UInt8(ascii: "\""))
        if let source = bytes.baseAddress {
            var position = unsafe appendReserved(source, bytes.count, until: Self.needsEscape)
            while position < bytes.count {
                let end = min(position + 8, bytes.count)
                reserve(6 * 8 + bytes.count - position)
                for index in position..<end { appendEscapedReserved(unsafe bytes[index]) }
                position = end
                unsafe position += appendReserved(source + position, bytes.count - position, until: Self.needsEscape)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Whether any of the eight bytes is below 0x20, a quote or a backslash: each term has some byte's top bit set exactly when
    /// one of the bytes is what it looks for.
    @inline(__always)
    private static func needsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let controls = (word &- ones &* 0x20) & ~word
        return (controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & tops != 0
    }

    private mutating func appendEscapedReserved(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: appendEscape(byte)
        case 0x08: appendEscape(UInt8(ascii: "b"))
        case 0x09: appendEscape(UInt8(ascii: "t"))
        case 0x0A: appendEscape(UInt8(ascii: "n"))
        case 0x0C: appendEscape(UInt8(ascii: "f"))
        case 0x0D: appendEscape(UInt8(ascii: "r"))
        case 0x00..<0x20:
            append("\\u00")
            append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        default: appendReserved(byte)
        }
    }

    private mutating func appendEscape(_ letter: UInt8) {
        appendReserved(UInt8(ascii: "\\"))
        appendReserved(letter)
    }
}
