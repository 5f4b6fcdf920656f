/// What people write in their own words: reasons and notes. At most 2,000 Unicode scalars, lines allowed, other control
/// characters not (PostgreSQL's text cannot hold NUL).
package enum FreeText {
    package static let limit = 2000
    package static let rule = "must have at most 2000 characters and no control characters but line breaks and tabs"

    package enum Reading: Sendable, Equatable {
        /// Absent or blank.
        case none
        /// Without the white space at either end.
        case text(String)
        case refused
    }

    package static func read(_ text: String?) -> Reading {
        guard let text else { return .none }
        if isPlain(text.utf8.span) { return .text(text) }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return .none }
        let trimmed = scalars[first...last]
        guard trimmed.count <= limit, trimmed.allSatisfy(isAllowed) else { return .refused }
        return .text(String(trimmed))
    }

    /// One line in ASCII with nothing to trim, as most are: looking Unicode's properties up takes a while.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= limit, text[0] != 0x20, text[text.count - 1] != 0x20 else { return false }
        for index in text.indices where text[index] < 0x20 || text[index] > 0x7E { return false }
        return true
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory != .control || scalar == "\n" || scalar == "\r" || scalar == "\t"
    }
}
