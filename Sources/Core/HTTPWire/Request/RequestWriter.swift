/// Writes request heads for the client (RFC 9112 section 3).
package enum RequestWriter {
    /// Request line, Host first (RFC 9110 section 7.2), fields, framing and the empty line.
    ///
    /// `target` is in origin form, percent-encoded; `host` is `host` or `host:port`. Both may come from configuration, never from a
    /// request: one that breaks the grammar is a programming error. Framing comes from `framing` alone; a request with content by
    /// meaning (POST, PUT, PATCH) and `.none` says `Content-Length: 0` (RFC 9110 section 8.6).
    package static func writeHead(
        method: HTTPMethod, target: String, host: String, fields: HTTPFields = HTTPFields(), framing: BodyFraming = .none,
        into output: inout ByteBuffer
    ) {
        precondition(framing != .untilClose, "a request cannot end with its connection")
        precondition(HTTPFields.isName(method.name), "not a method")
        let (path, authority) = (target.utf8.span, host.utf8.span)
        precondition(!path.isEmpty && path.firstNotVisible(from: 0, to: path.count) == path.count, "not a request target")
        precondition(Authority.isValid(authority, 0..<authority.count, portRequired: false), "not a host")
        output.append(method.name)
        output.append(.space)
        output.append(target)
        output.append(" HTTP/1.1\r\nHost: ")
        output.append(host)
        output.append("\r\n")
        for entry in fields.entries where !isOurs(entry.name) {
            FieldWriter.write(entry.name.utf8.span, entry.value, into: &output)
        }
        switch (framing, method) {
        case (.none, .post), (.none, .put), (.none, .patch): FieldWriter.writeFraming(.none, into: &output)
        case (.none, _): break
        default: FieldWriter.writeFraming(framing, into: &output)
        }
        output.append("\r\n")
    }

    private static func isOurs(_ name: String) -> Bool {
        HTTPFields.same(name, "host") || HTTPFields.same(name, "content-length") || HTTPFields.same(name, "transfer-encoding")
    }
}
