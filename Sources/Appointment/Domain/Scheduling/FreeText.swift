import Contracts

/// What people write to each other in their own words: reasons and notes. At most 2,000 Unicode scalars, lines allowed, other control
/// characters not (PostgreSQL's text cannot hold NUL), nor what turns the direction of text, nor web addresses.
package enum FreeText {
    package static let limit = 2000
    package static let rule =
        "must have at most 2000 characters, no control characters but line breaks and tabs, and no web address"

    /// The same, to follow "must be".
    package static let expected =
        "a text of at most 2000 characters without control characters but line breaks and tabs, and without a web address"

    package enum Reading: Sendable, Equatable {
        /// Absent or blank.
        case none
        /// Without the white space at either end.
        case text(String)
        case refused
    }

    package static func read(_ text: String?) -> Reading {
        guard let text else { return .none }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return .none }
        let trimmed = scalars[first...last]
        guard trimmed.count <= limit, trimmed.allSatisfy(isAllowed) else { return .refused }
        let words = String(trimmed)
        return WebAddress.isPlain(in: words) ? .refused : .text(words)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\t": true
        // Most scalars are ASCII, and looking up properties takes a while.
        case _ where scalar.isASCII: (0x20...0x7E).contains(scalar.value)
        default: scalar.properties.generalCategory != .control && !scalar.isLayoutControl
        }
    }
}
