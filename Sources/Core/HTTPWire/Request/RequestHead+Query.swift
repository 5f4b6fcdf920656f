/// The query as `application/x-www-form-urlencoded`: pairs joined by `&`, `+` for a space, `%XX` escapes.
extension RequestHead {
    /// The first parameter of that name, decoded; nil when absent, empty without a value. Never fails: a malformed escape stands
    /// for itself and octets that are no UTF-8 become U+FFFD, as browsers read it. `queryParameters()` refuses both.
    package func queryParameter(_ name: String) -> String? {
        guard let range = parts.queryRange else { return nil }
        let wanted = Array(name.utf8)
        let bytes = parts.bytes
        let span = bytes.span
        var found: String?
        forEachParameter(in: range) { key, value in
            guard found == nil, FormText.decoded(span, key).bytes == wanted else { return }
            found = String(decoding: FormText.decoded(span, value).bytes, as: UTF8.self)
        }
        return found
    }

    /// All parameters in order, decoded. Throws `.invalidQuery` for a malformed escape or text that is not UTF-8.
    package func queryParameters() throws(RequestError) -> [(name: String, value: String)] {
        guard let range = parts.queryRange else { return [] }
        let bytes = parts.bytes
        let span = bytes.span
        var parameters: [(name: String, value: String)] = []
        try forEachParameter(in: range) { (key, value) throws(RequestError) in
            parameters.append((name: try FormText.strict(span, key), value: try FormText.strict(span, value)))
        }
        return parameters
    }

    private func forEachParameter<E: Error>(
        in range: Range<Int>, _ body: (_ name: Range<Int>, _ value: Range<Int>) throws(E) -> Void
    ) throws(E) {
        let bytes = parts.bytes
        let span = bytes.span
        var at = range.lowerBound
        while at < range.upperBound {
            var end = at
            var equals: Int?
            while end < range.upperBound, span.at(end) != UInt8(ascii: "&") {
                if equals == nil, span.at(end) == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            if end > at { try body(at..<(equals ?? end), (equals.map { $0 + 1 } ?? end)..<end) }
            at = end + 1
        }
    }
}

/// Text in form encoding.
private enum FormText {
    /// The decoded octets, and whether every escape was well formed.
    static func decoded(_ span: Span<UInt8>, _ range: Range<Int>) -> (bytes: [UInt8], isValid: Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var isValid = true
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = span.at(at)
            if byte == .percent {
                if at + 2 < range.upperBound, let high = span.at(at + 1).hexValue, let low = span.at(at + 2).hexValue {
                    bytes.append(high << 4 | low)
                    at += 3
                    continue
                }
                isValid = false
            }
            bytes.append(byte == UInt8(ascii: "+") ? .space : byte)
            at += 1
        }
        return (bytes, isValid)
    }

    static func strict(_ span: Span<UInt8>, _ range: Range<Int>) throws(RequestError) -> String {
        var text: String?
        if isPlain(span, range) {
            text = span.utf8Text(range)
        } else {
            let (bytes, isValid) = decoded(span, range)
            if isValid { text = bytes.span.utf8Text(0..<bytes.count) }
        }
        guard let text else { throw .invalidQuery }
        return text
    }

    /// Whether it has neither an escape nor a `+`.
    private static func isPlain(_ span: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let end = range.upperBound
        return span.first(.percent, from: range.lowerBound, to: end) == end
            && span.first(UInt8(ascii: "+"), from: range.lowerBound, to: end) == end
    }
}
