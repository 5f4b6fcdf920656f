extension RequestHead {
    /// A head that never crossed a socket, for tests and calls through the router in the same process. It is written out and
    /// parsed, so it means exactly what the same request on the wire means.
    ///
    /// `path` is the decoded path, beginning with `/`; `query` is what follows `?`, encoded. `host: localhost` is added when
    /// `fields` has none. A head the parser refuses is a programming error.
    package init(method: HTTPMethod, path: String, query: String? = nil, fields: HTTPFields = HTTPFields()) {
        var text = ByteBuffer(capacity: 256)
        text.append(method.name)
        text.append(.space)
        for byte in path.utf8 { Self.appendEscaped(byte, into: &text) }
        if let query {
            text.append(UInt8(ascii: "?"))
            text.append(query)
        }
        text.append(" HTTP/1.1\r\n")
        if fields["host"] == nil { text.append("host: localhost\r\n") }
        for (name, value) in fields {
            text.append(name)
            text.append(": ")
            text.append(value)
            text.append("\r\n")
        }
        text.append("\r\n")
        let limit = text.count
        self = text.withSpan { bytes in
            var parser = RequestParser(limits: HTTPLimits(head: limit, fields: limit, target: limit, method: limit))
            do {
                guard case .head(let head) = try parser.next(bytes).event else { preconditionFailure("no complete head") }
                return head
            } catch {
                preconditionFailure("not a request: \(error)")
            }
        }
    }

    private static func appendEscaped(_ byte: UInt8, into text: inout ByteBuffer) {
        guard !CharacterClass.path.contains(byte) else { return text.append(byte) }
        let digits: StaticString = "0123456789ABCDEF"
        text.append(.percent)
        unsafe text.append(digits.utf8Start[Int(byte >> 4)])
        unsafe text.append(digits.utf8Start[Int(byte & 15)])
    }
}
