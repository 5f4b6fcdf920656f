/// Scans a request line (RFC 9112 section 3), resuming where the bytes ended.
///
///     method SP request-target SP "HTTP/" DIGIT "." DIGIT CR LF
///
/// Offsets count from the line's first octet. Of the target it checks only that it is visible ASCII; the rest is up to `RequestTarget`.
struct RequestLineScanner {
    private enum State: UInt8 { case method, target, version, lf, done }

    private(set) var cursor = 0
    private var state = State.method
    private(set) var methodEnd = 0
    private(set) var targetEnd = 0
    private(set) var version = HTTPVersion.http11

    var targetStart: Int { methodEnd + 1 }
    var isDone: Bool { state == .done }

    /// True when the line is complete; `cursor` is then the offset behind it.
    @inline(__always)
    mutating func scan(_ bytes: Span<UInt8>, end: Int, limits: borrowing HTTPLimits) throws(WireError) -> Bool {
        if state == .method { try scanMethod(bytes, end, limits.method) }
        if state == .target { try scanTarget(bytes, end, limits.target) }
        if state == .version { try scanVersion(bytes, end) }
        if state == .lf, cursor < end {
            guard bytes.at(cursor) == .lf else { throw .bareCR }
            cursor += 1
            state = .done
        }
        return state == .done
    }

    private mutating func scanMethod(_ bytes: Span<UInt8>, _ end: Int, _ limit: Int) throws(WireError) {
        let stop = min(end, limit + 1)
        var at = cursor
        while at < stop, CharacterClass.token.contains(bytes.at(at)) { at += 1 }
        cursor = at
        guard at <= limit else { throw .methodTooLong(limit: limit) }
        guard at < end else { return }
        guard at > 0, bytes.at(at) == .space else { throw .invalidMethod }
        methodEnd = at
        cursor = at + 1
        state = .target
    }

    private mutating func scanTarget(_ bytes: Span<UInt8>, _ end: Int, _ limit: Int) throws(WireError) {
        let stop = min(end, targetStart + limit + 1)
        let at = bytes.firstNotVisible(from: cursor, to: stop)
        cursor = at
        guard at <= targetStart + limit else { throw .targetTooLong(limit: limit) }
        guard at < end else { return }
        switch bytes.at(at) {
        case .space: break
        case .cr: throw .missingVersion
        case .lf: throw .bareLF
        default: throw .invalidTarget
        }
        guard at > targetStart else { throw .emptyTarget }
        targetEnd = at
        cursor = at + 1
        state = .version
    }

    private mutating func scanVersion(_ bytes: Span<UInt8>, _ end: Int) throws(WireError) {
        let start = targetEnd + 1
        let stop = min(end, start + 9)
        while cursor < stop, bytes.at(cursor) > .space { cursor += 1 }
        guard cursor < start + 9 else { throw .malformedVersion }
        guard cursor < end else { return }
        guard bytes.at(cursor) == .cr else { throw bytes.at(cursor) == .lf ? .bareLF : .malformedVersion }
        guard cursor == start + 8 else { throw .malformedVersion }
        version = try Self.version(bytes, start)
        cursor += 1
        state = .lf
    }

    /// Reads the eight octets of an HTTP-version (RFC 9112 section 2.3).
    static func version(_ bytes: Span<UInt8>, _ start: Int) throws(WireError) -> HTTPVersion {
        let word = bytes.word(at: start)
        if word == 0x312E_312F_5054_5448 { return .http11 }
        guard word & 0xFF_FFFF_FFFF == 0x2F_5054_5448, bytes.at(start + 5).isDigit, bytes.at(start + 6) == UInt8(ascii: "."),
            bytes.at(start + 7).isDigit
        else { throw .malformedVersion }
        guard bytes.at(start + 5) == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return bytes.at(start + 7) == UInt8(ascii: "0") ? .http10 : .http11
    }
}
