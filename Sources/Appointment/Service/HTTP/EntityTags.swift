import CoreHTTP

/// The condition `If-Match` (RFC 9110 section 13.1.1) on an appointment, whose entity tag is its version: `"3"`.
enum EntityTags: Equatable {
    /// No such field, or `*`.
    case any
    /// Only while it is in one of these. None for tags that no version has: weak ones, other texts.
    case versions([Int64])

    var versions: [Int64]? { if case .versions(let versions) = self { versions } else { nil } }

    init(_ request: Request) { self.init(field: request.field("if-match")) }

    init(field: String?) {
        guard let field, field != "*" else {
            self = .any
            return
        }
        self = .versions(field.split(separator: ",").compactMap { Self.version($0) })
    }

    private static func version(_ tag: Substring) -> Int64? {
        let text = tag.trimmingBlanks()
        guard text.utf8.count > 2, text.first == "\"", text.last == "\"" else { return nil }
        let digits = text.dropFirst().dropLast()
        guard digits.first != "0", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(digits)
    }

    static func tag(_ version: Int64) -> String { "\"\(version)\"" }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
