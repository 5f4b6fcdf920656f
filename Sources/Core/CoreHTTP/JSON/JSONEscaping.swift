/// Text between the quotes of a JSON string (RFC 8259 section 7): quote, backslash and the control characters are
/// escaped, everything else goes as it is, in UTF-8.
///
/// Eight bytes are looked at in one word: a word without any of those bytes, which is nearly every word there is, is
/// stored as a whole.
extension ByteBuilder {
    mutating func appendEscaped(_ text: String) {
        let bytes = text.utf8.span
        reserve(bytes.count + 8)
        unsafe bytes.withUnsafeBytes { source in
            var position = 0
            let wordEnd = source.count - 8
            while position <= wordEnd {
                let word = unsafe source.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                if needsEscape(word) {
                    appendEscaped(word: word, count: 8)
                    reserve(source.count - position)
                } else {
                    appendReserved(word: word, used: 8)
                }
                position += 8
            }
            guard position < source.count else { return }
            var word: UInt64 = 0
            for index in position..<source.count {
                word |= unsafe UInt64(source[index]) << UInt64((index - position) * 8)
            }
            // The bytes beyond the text are zero: let them count as spaces, not as control characters.
            let used = source.count - position
            let spaces: UInt64 = 0x2020_2020_2020_2020 << UInt64(used * 8)
            let bytes = UInt64(littleEndian: word)
            if needsEscape(word | spaces) {
                appendEscaped(word: bytes, count: used)
            } else {
                appendReserved(word: bytes, used: used)
            }
        }
    }

    /// Whether any of the eight bytes is below 0x20, a quote or a backslash.
    @inline(__always)
    private func needsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let controls = (word &- ones &* 0x20) & ~word
        return (controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & tops != 0
    }

    /// Room for what follows is reserved again afterwards by the caller: an escape takes up to six bytes.
    @inline(never)
    private mutating func appendEscaped(word: UInt64, count: Int) {
        reserve(6 * 8 + 16)
        let word = word.littleEndian
        for index in 0..<count { appendEscapedReserved(UInt8(truncatingIfNeeded: word >> UInt64(index * 8))) }
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
