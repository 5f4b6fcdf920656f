/// Strings (RFC 8259 section 7).
extension JSONParser {
    /// Reads from the opening quote to just behind the closing one.
    mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        position += 1
        let start = position
        let (end, hasEscapes) = try endOfString(bytes)
        position = end + 1
        let text = try validated(bytes, start..<end)
        return hasEscapes ? try unescaped(bytes, start..<end) : text
    }

    private func endOfString(_ bytes: Span<UInt8>) throws(JSONError) -> (end: Int, hasEscapes: Bool) {
        var index = position
        var hasEscapes = false
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return (index, hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                index += 2
            case 0..<0x20: throw .controlCharacter(offset: index)
            default: index += 1
            }
        }
        throw .unexpectedEnd(offset: bytes.count)
    }

    func validated(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            throw .invalidUTF8(offset: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    /// The raw bytes are valid UTF-8 already, and every escape puts a whole scalar in place of ASCII: so is the result.
    private func unescaped(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                text.append(bytes[index])
                index += 1
                continue
            }
            if bytes[index + 1] == UInt8(ascii: "u") {
                let (scalar, length) = try scalar(bytes, at: index, end: range.upperBound)
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                index += length
            } else {
                text.append(try simpleEscape(bytes[index + 1], at: index))
                index += 2
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func simpleEscape(_ letter: UInt8, at offset: Int) throws(JSONError) -> UInt8 {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: throw .invalidEscape(offset: offset)
        }
    }

    /// The scalar of one `\uXXXX`, or of the two that make a surrogate pair, and the bytes it took.
    private func scalar(_ bytes: Span<UInt8>, at offset: Int, end: Int) throws(JSONError) -> (Unicode.Scalar, Int) {
        let first = try hexadecimal(bytes, at: offset, end: end)
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        guard first < 0xDC00, offset + 7 < end, bytes[offset + 6] == UInt8(ascii: "\\"), bytes[offset + 7] == UInt8(ascii: "u")
        else { throw .loneSurrogate(offset: offset) }
        let second = try hexadecimal(bytes, at: offset + 6, end: end)
        guard 0xDC00...0xDFFF ~= second, let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .loneSurrogate(offset: offset) }
        return (scalar, 12)
    }

    private func hexadecimal(_ bytes: Span<UInt8>, at offset: Int, end: Int) throws(JSONError) -> UInt32 {
        guard offset + 6 <= end else { throw .invalidEscape(offset: offset) }
        var value: UInt32 = 0
        for index in offset + 2..<offset + 6 {
            let byte = bytes[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .invalidEscape(offset: offset)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
