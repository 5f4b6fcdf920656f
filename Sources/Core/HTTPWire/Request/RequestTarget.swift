/// Which of the four forms a request target has (RFC 9112 section 3.2).
package enum TargetForm: Sendable, Equatable {
    /// `/path?query`
    case origin
    /// `http://host/path?query`; its authority replaces Host.
    case absolute
    /// `*`, or the absolute form of it; only with OPTIONS.
    case asterisk
    /// `host:port`; only with CONNECT.
    case authority
}

/// A request target taken apart; all ranges are offsets in the bytes it was read from.
struct RequestTarget {
    let form: TargetForm
    private(set) var authority: Range<Int>?
    private(set) var path: Range<Int>
    private(set) var query: Range<Int>?
    /// Whether the path holds escapes that have to be decoded.
    private(set) var isEscaped = false

    /// Reads the target in `range`, visible ASCII already, and refuses what no router should ever see: stray characters, bad
    /// escapes, an encoded slash or NUL, dot segments, a path that is not UTF-8 once decoded.
    @inline(__always)
    init(_ bytes: Span<UInt8>, _ range: Range<Int>, method: HTTPMethod) throws(WireError) {
        path = range
        let first = bytes.at(range.lowerBound)
        if case .connect = method {
            form = .authority
            guard Authority.isValid(bytes, range, portRequired: true) else { throw .invalidAuthority }
            authority = range
            path = range.upperBound..<range.upperBound
        } else if first == .slash {
            form = .origin
            try readPath(bytes, range)
        } else if first == UInt8(ascii: "*"), range.count == 1 {
            guard case .options = method else { throw .invalidTarget }
            form = .asterisk
        } else {
            let start = try Self.authorityStart(bytes, range)
            var end = start
            while end < range.upperBound, bytes.at(end) != .slash, bytes.at(end) != UInt8(ascii: "?") { end += 1 }
            guard Authority.isValid(bytes, start..<end, portRequired: false) else { throw .invalidAuthority }
            authority = start..<end
            if case .options = method, end == range.upperBound {
                form = .asterisk
                path = end..<end
            } else {
                form = .absolute
                try readPath(bytes, end..<range.upperBound)
            }
        }
    }

    /// The offset behind `http://` or `https://`, compared without case (RFC 3986 section 3.1).
    private static func authorityStart(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(WireError) -> Int {
        let start = range.lowerBound
        for scheme in ["http://", "https://"] as [StaticString] {
            let end = start + scheme.utf8CodeUnitCount
            if end <= range.upperBound, bytes.equals(scheme, start, end) { return end }
        }
        var at = start
        while at < range.upperBound, CharacterClass.name.contains(bytes.at(at)) { at += 1 }
        let hasScheme = at > start && at < range.upperBound && bytes.at(at) == .colon
        throw hasScheme ? .unsupportedScheme : .invalidTarget
    }

    /// Splits path and query and checks both in one pass.
    @inline(__always)
    private mutating func readPath(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(WireError) {
        var at = range.lowerBound
        let end = range.upperBound
        var dots = DotSegment()
        var text = UTF8Validator()
        while at < end {
            let byte = bytes.at(at)
            if byte == .slash {
                if dots.isSpecial { throw .dotSegment }
                dots = DotSegment()
                at += 1
            } else if CharacterClass.path.contains(byte) {
                dots.take(byte)
                at += 1
            } else if byte == .percent {
                let decoded = try Self.escape(bytes, at, end)
                if decoded == .slash { throw .encodedSlash }
                if decoded == 0 { throw .encodedNUL }
                dots.take(decoded)
                isEscaped = true
                at += 3
            } else if byte == UInt8(ascii: "?") {
                break
            } else {
                throw .invalidTarget
            }
        }
        if dots.isSpecial { throw .dotSegment }
        path = range.lowerBound..<at
        if isEscaped {
            let decoded = Self.decoded(bytes, path)
            guard text.feed(decoded.span), text.isComplete else { throw .pathNotUTF8 }
        }
        guard at < end else { return }
        query = (at + 1)..<end
        for i in (at + 1)..<end where !CharacterClass.query.contains(bytes.at(i)) { throw .invalidTarget }
    }

    /// The octet of the escape at `at` (RFC 3986 section 2.1).
    private static func escape(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) throws(WireError) -> UInt8 {
        guard at + 2 < end, let high = bytes.at(at + 1).hexValue, let low = bytes.at(at + 2).hexValue else { throw .invalidEscape }
        return high << 4 | low
    }

    /// The range's octets with each escape replaced by what it stands for; escapes are known to be valid.
    static func decoded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            if bytes.at(at) == .percent, at + 2 < range.upperBound, let high = bytes.at(at + 1).hexValue,
                let low = bytes.at(at + 2).hexValue
            {
                decoded.append(high << 4 | low)
                at += 3
            } else {
                decoded.append(bytes.at(at))
                at += 1
            }
        }
        return decoded
    }
}

/// Watches one path segment for `.` and `..` (RFC 3986 section 3.3), escaped or not.
private struct DotSegment {
    private var dots = 0
    private var hasOther = false

    var isSpecial: Bool { !hasOther && (dots == 1 || dots == 2) }

    @inline(__always)
    mutating func take(_ byte: UInt8) {
        if byte == UInt8(ascii: ".") { dots += 1 } else { hasOther = true }
    }
}
