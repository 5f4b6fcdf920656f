/// Scans a status line (RFC 9112 section 4), resuming where the bytes ended.
///
///     "HTTP/" DIGIT "." DIGIT SP 3DIGIT SP *( HTAB / SP / VCHAR / obs-text ) CR LF
struct StatusLineScanner {
    /// Octets of version, code and the two spaces.
    private static let fixed = 13

    private(set) var cursor = 0
    private(set) var version = HTTPVersion.http11
    private(set) var status = HTTPStatus.ok
    private var isFixedDone = false
    private var hasCR = false
    private(set) var isDone = false

    /// True when the line is complete; `cursor` is then the offset behind it.
    mutating func scan(_ bytes: Span<UInt8>, end: Int) throws(WireError) -> Bool {
        if !isFixedDone {
            guard end >= Self.fixed else { return false }
            version = try RequestLineScanner.version(bytes, 0)
            status = try Self.status(bytes)
            cursor = Self.fixed
            isFixedDone = true
        }
        if !hasCR {
            cursor = bytes.firstControl(from: cursor, to: end)
            guard cursor < end else { return false }
            guard bytes.at(cursor) == .cr else { throw bytes.at(cursor) == .lf ? .bareLF : .malformedStatusLine }
            hasCR = true
            cursor += 1
        }
        guard cursor < end else { return false }
        guard bytes.at(cursor) == .lf else { throw .bareCR }
        cursor += 1
        isDone = true
        return true
    }

    private static func status(_ bytes: Span<UInt8>) throws(WireError) -> HTTPStatus {
        guard bytes.at(8) == .space, bytes.at(12) == .space else { throw .malformedStatusLine }
        var code = 0
        for i in 9..<12 {
            guard bytes.at(i).isDigit else { throw .malformedStatusLine }
            code = code * 10 + Int(bytes.at(i) - 0x30)
        }
        guard code >= 100, code <= 599 else { throw .malformedStatusLine }
        return HTTPStatus(code: code)
    }
}
