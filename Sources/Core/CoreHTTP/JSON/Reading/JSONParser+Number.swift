/// Numbers (RFC 8259 section 6): `-? (0 | [1-9][0-9]*) (\. [0-9]+)? ([eE] [+-]? [0-9]+)?`
extension JSONParser {
    /// A whole number within 64 bits becomes `int`; what has a fraction or an exponent, or is larger, the nearest double.
    mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var whole: Int64? = 0
        if try peek(bytes) == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits(bytes) { digit in
                guard let (product, overflow) = whole?.multipliedReportingOverflow(by: 10), !overflow else { return whole = nil }
                let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
                whole = carry ? nil : sum
            }
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            whole = nil
            position += 1
            try digits(bytes) { _ in }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            whole = nil
            position += 1
            if try peek(bytes) == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
            try digits(bytes) { _ in }
        }
        if let whole { return .int(whole) }
        guard let double = Double(try validated(bytes, start..<position)), double.isFinite else {
            throw .numberOutOfRange(offset: start)
        }
        return .double(double)
    }

    /// One digit or more.
    private mutating func digits(_ bytes: Span<UInt8>, _ body: (Int64) -> Void) throws(JSONError) {
        let start = position
        while position < bytes.count, case let byte = bytes[position], UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
            body(Int64(byte - UInt8(ascii: "0")))
            position += 1
        }
        guard position > start else { throw .unexpectedByte(try peek(bytes), offset: position) }
    }
}
