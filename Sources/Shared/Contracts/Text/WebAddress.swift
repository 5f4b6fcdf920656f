/// Finds web addresses in what people write about themselves and to each other. What a stranger writes is shown, and mailed, under the
/// clinic's name: with an address in it, it is a lure.
package enum WebAddress {
    /// Whether the text holds a plain address, which free texts must not: `scheme://…`, `www.…`, or a domain name with a path,
    /// `clinic.example/pay`. A lone `word.word` is let through: more often it is a missing space, or a file's name.
    package static func isPlain(in text: some StringProtocol) -> Bool { Scan(text).hasPlain }

    /// Whether the text holds anything that programs may turn into a link, which names must not: besides plain addresses any domain
    /// name, and `@`. Initials without spaces (`J.R.R.Tolkien`) do not count.
    package static func isPossible(in text: some StringProtocol) -> Bool { Scan(text).hasAny }
}

/// The text, with the dots, colons and slashes of East Asian scripts replaced by those that browsers take them for (UTS #46).
private struct Scan {
    private let scalars: [Unicode.Scalar]

    init(_ text: some StringProtocol) {
        scalars = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\u{3002}", "\u{FF0E}", "\u{FF61}": "."
            case "\u{FF0F}": "/"
            case "\u{FF1A}": ":"
            case "\u{FF20}": "@"
            default: scalar
            }
        }
    }

    var hasPlain: Bool {
        scalars.indices.contains { at in
            switch scalars[at] {
            case ":": follows("//", at + 1) && at > 0 && isWord(at - 1)
            case ".": isWord(at + 1) && (isWorldWideWeb(before: at) || isDomainWithPath(at))
            default: false
            }
        }
    }

    var hasAny: Bool {
        hasPlain || scalars.indices.contains { at in scalars[at] == "@" || (scalars[at] == "." && isDomain(at)) }
    }

    private func isWorldWideWeb(before dot: Int) -> Bool {
        dot >= 3 && scalars[dot - 3..<dot].allSatisfy { $0 == "w" || $0 == "W" } && !isWord(dot - 4)
    }

    /// `name.example/x`
    private func isDomainWithPath(_ dot: Int) -> Bool {
        let end = wordEnd(after: dot)
        guard isWord(dot - 1), end - dot > 2, scalars[dot + 1..<end].allSatisfy(\.properties.isAlphabetic) else { return false }
        return end + 1 < scalars.count && scalars[end] == "/" && !scalars[end + 1].properties.isWhitespace
    }

    /// `name.example`, but not `J.Example`.
    private func isDomain(_ dot: Int) -> Bool {
        guard isWord(dot - 1), wordEnd(after: dot) - dot > 2 else { return false }
        let isInitial = !isWord(dot - 2) && scalars[dot - 1].properties.isUppercase && scalars[dot + 1].properties.isUppercase
        return !isInitial
    }

    private func wordEnd(after dot: Int) -> Int {
        var end = dot + 1
        while isWord(end) { end += 1 }
        return end
    }

    private func isWord(_ at: Int) -> Bool {
        guard scalars.indices.contains(at) else { return false }
        return scalars[at] == "-" || scalars[at].properties.isAlphabetic || scalars[at].properties.numericType != nil
    }

    private func follows(_ text: StaticString, _ at: Int) -> Bool {
        let wanted = Array("\(text)".unicodeScalars)
        return at + wanted.count <= scalars.count && Array(scalars[at..<at + wanted.count]) == wanted
    }
}
