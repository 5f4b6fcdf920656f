/// What the fields of one head say about framing and the connection, gathered line by line (RFC 9112 sections 6 and 9).
struct FramingFields {
    private(set) var contentLength: Int?
    private var hasTransferEncoding = false
    private var chunkedCount = 0
    private var isChunkedLast = false
    private var hasUnknownCoding = false
    private var saysClose = false
    private var saysKeepAlive = false

    /// Takes the field when it is Connection, Content-Length or Transfer-Encoding.
    @inline(__always)
    mutating func take(_ bytes: Span<UInt8>, _ slot: FieldSlot) throws(WireError) {
        switch slot.nameEnd - slot.nameStart {
        case 10: if bytes.equals("connection", Int(slot.nameStart), Int(slot.nameEnd)) { takeConnection(bytes, slot.value) }
        case 14: if bytes.equals("content-length", Int(slot.nameStart), Int(slot.nameEnd)) { try takeLength(bytes, slot.value) }
        case 17: if bytes.equals("transfer-encoding", Int(slot.nameStart), Int(slot.nameEnd)) { try takeCodings(bytes, slot.value) }
        default: break
        }
    }

    private mutating func takeConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        bytes.forEachElement(value.lowerBound, value.upperBound) { element in
            if bytes.equals("close", element.lowerBound, element.upperBound) { saysClose = true }
            if bytes.equals("keep-alive", element.lowerBound, element.upperBound) { saysKeepAlive = true }
            return true
        }
    }

    /// One value of digits only, that fits an Int; a second one is refused even when it is the same.
    private mutating func takeLength(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(WireError) {
        guard contentLength == nil else { throw .duplicateContentLength }
        guard !value.isEmpty else { throw .invalidContentLength }
        var length = 0
        for i in value {
            guard bytes.at(i).isDigit else { throw .invalidContentLength }
            let (tenfold, overflows) = length.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tenfold.addingReportingOverflow(Int(bytes.at(i) - 0x30))
            guard !overflows, !overflowsToo else { throw .invalidContentLength }
            length = sum
        }
        contentLength = length
    }

    private mutating func takeCodings(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(WireError) {
        hasTransferEncoding = true
        try bytes.forEachElement(value.lowerBound, value.upperBound) { (coding) throws(WireError) in
            var end = coding.lowerBound
            while end < coding.upperBound, CharacterClass.token.contains(bytes.at(end)) { end += 1 }
            let name = coding.lowerBound..<end
            guard !name.isEmpty else { throw .invalidTransferEncoding }
            isChunkedLast = bytes.equals("chunked", name.lowerBound, name.upperBound)
            if isChunkedLast {
                // "chunked" has no parameters (RFC 9112 section 7.1).
                guard end == coding.upperBound else { throw .invalidTransferEncoding }
                chunkedCount += 1
            } else {
                guard end == coding.upperBound || bytes.at(end) == .semicolon || bytes.at(end).isBlank else {
                    throw .invalidTransferEncoding
                }
                hasUnknownCoding = true
            }
            return true
        }
    }

    /// The framing the fields ask for, nil when they say nothing (RFC 9112 section 6.3).
    func framing(_ version: HTTPVersion) throws(WireError) -> BodyFraming? {
        guard hasTransferEncoding else { return contentLength.map { .length($0) } }
        guard version == .http11 else { throw .transferEncodingInHTTP10 }
        guard contentLength == nil else { throw .lengthWithTransferEncoding }
        guard chunkedCount == 0 || (chunkedCount == 1 && isChunkedLast) else { throw .chunkedNotLast }
        guard !hasUnknownCoding else { throw .unknownTransferCoding }
        return .chunked
    }

    /// Whether the sender keeps the connection open (RFC 9112 section 9.3).
    func keepsAlive(_ version: HTTPVersion) -> Bool {
        !saysClose && (version == .http11 || saysKeepAlive)
    }
}
