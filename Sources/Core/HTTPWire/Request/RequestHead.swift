/// The head of a request: start line and fields, checked, as it was received.
///
/// It owns one copy of its bytes and a table of ranges into them; no String is made until one is asked for.
package struct RequestHead: Sendable {
    package let method: HTTPMethod
    package let version: HTTPVersion
    /// How the content is delimited; `.none` when the request has none.
    package let framing: BodyFraming
    /// Whether the client keeps the connection open (RFC 9112 section 9.3).
    package let keepAlive: Bool
    /// The client waits for 100 (Continue) before it sends the content (RFC 9110 section 10.1.1).
    package let expectsContinue: Bool
    package let form: TargetForm

    let bytes: [UInt8]
    let slots: [FieldSlot]
    let targetRange: Range<Int>
    let pathRange: Range<Int>
    let queryRange: Range<Int>?
    let authorityRange: Range<Int>?

    /// `bytes` is the whole head up to and including its empty line; the decoded path is put behind it when it differs from what
    /// was sent.
    @inline(__always)
    init(
        _ bytes: Span<UInt8>, line: borrowing RequestLineScanner, method: HTTPMethod, target: RequestTarget,
        slots: consuming [FieldSlot],
        framing: BodyFraming, keepAlive: Bool, expectsContinue: Bool
    ) {
        let count = bytes.count
        let path = target.path
        if target.isEscaped || path.isEmpty {
            var copy = bytes.array(0..<count)
            let decoded: [UInt8] =
                switch target.form {
                case .asterisk: [UInt8(ascii: "*")]
                case .absolute where path.isEmpty: [.slash]
                default: RequestTarget.decoded(bytes, path)
                }
            copy.append(contentsOf: decoded)
            self.bytes = copy
            pathRange = count..<copy.count
        } else {
            self.bytes = bytes.array(0..<count)
            pathRange = path
        }
        self.method = method
        self.slots = slots
        self.framing = framing
        self.keepAlive = keepAlive
        self.expectsContinue = expectsContinue
        version = line.version
        form = target.form
        targetRange = line.targetStart..<line.targetEnd
        queryRange = target.query
        authorityRange = target.authority
    }

    /// The path, percent-decoded once (RFC 3986 section 2). It holds no NUL, no encoded slash and no dot segment, and was valid
    /// UTF-8. `*` for the asterisk form, empty for CONNECT.
    package var path: String { bytes.span.text(pathRange) }

    /// The decoded path's octets, without an allocation.
    @inlinable
    package func withPath<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try withBytes(pathOffsets, body)
    }

    /// The request target as it was sent.
    package var target: String { bytes.span.text(targetRange) }

    /// What follows the first `?`, as it was sent; nil without one, empty when nothing follows.
    package var query: String? { queryRange.map { bytes.span.text($0) } }

    /// The authority the request is for: the target's in absolute form, else the Host field's (RFC 9112 section 3.3); nil in
    /// HTTP/1.0 without Host.
    package var host: String? { authorityRange.map { bytes.span.text($0) } ?? field("host") }

    @usableFromInline var pathOffsets: Range<Int> { pathRange }

    @usableFromInline
    func withBytes<R, E: Error>(_ range: Range<Int>, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(bytes.span.extracting(range))
    }
}
