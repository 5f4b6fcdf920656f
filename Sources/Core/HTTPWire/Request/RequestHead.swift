/// The head of a request: start line and fields, checked, as it was received.
///
/// It owns one copy of its bytes and a table of ranges into them; no String is made until one is asked for. A copy of it is one
/// reference.
package struct RequestHead: Sendable {
    let parts: RequestHeadParts

    package var method: HTTPMethod { parts.method }
    package var version: HTTPVersion { parts.version }
    /// How the content is delimited; `.none` when the request has none.
    package var framing: BodyFraming { parts.framing }
    /// Whether the client keeps the connection open (RFC 9112 section 9.3).
    package var keepAlive: Bool { parts.keepAlive }
    /// The client waits for 100 (Continue) before it sends the content (RFC 9110 section 10.1.1).
    package var expectsContinue: Bool { parts.expectsContinue }
    package var form: TargetForm { parts.form }

    /// The path, percent-decoded once (RFC 3986 section 2). It holds no NUL, no encoded slash and no dot segment, and was valid
    /// UTF-8. `*` for the asterisk form, empty for CONNECT.
    package var path: String { parts.text(parts.pathRange) }

    /// The decoded path's octets, without an allocation.
    package func withPath<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        let bytes = parts.bytes
        return try body(bytes.span.extracting(parts.pathRange))
    }

    /// The request target as it was sent.
    package var target: String { parts.text(parts.targetRange) }

    /// What follows the first `?`, as it was sent; nil without one, empty when nothing follows.
    package var query: String? { parts.queryRange.map { parts.text($0) } }

    /// The authority the request is for: the target's in absolute form, else the Host field's (RFC 9112 section 3.3); nil in
    /// HTTP/1.0 without Host.
    package var host: String? { parts.authorityRange.map { parts.text($0) } ?? field("host") }
}
