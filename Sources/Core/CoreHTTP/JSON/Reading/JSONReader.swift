/// Reads JSON exactly as RFC 8259 defines it: no comments, no trailing commas, no leading zeros or byte order mark, text
/// in valid UTF-8, nothing behind the value. Duplicate names and lone surrogates, which the RFC leaves open, are refused.
package enum JSONReader {
    package static func parse(_ bytes: Span<UInt8>, limits: JSONLimits = .default) throws(JSONError) -> JSONValue {
        precondition((0...512).contains(limits.depth), "reading recurses")
        guard bytes.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        var parser = JSONParser(limits: limits)
        return try parser.document(bytes)
    }

    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .default) throws(JSONError) -> JSONValue {
        try parse(bytes.span, limits: limits)
    }
}
