/// Reads a message. Parts end at the closing brace of their case, or at the end.
struct MessageReader {
    private var rest: Substring

    init(_ pattern: String) { rest = pattern[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// Nil for a text that is no message.
    mutating func parts() -> [Message.Part]? {
        var parts: [Message.Part] = []
        while let first = rest.first, first != "}" {
            switch first {
            case "{":
                guard let place = place() else { return nil }
                parts.append(place)
            case "#":
                rest.removeFirst()
                parts.append(.count)
            default: parts.append(.text(String(take { !"{}#".contains($0) })))
            }
        }
        return parts
    }

    private mutating func place() -> Message.Part? {
        guard skip("{"), let name = word() else { return nil }
        if skip("}") { return .place(name) }
        guard skip(","), let kind = word(), skip(",") else { return nil }
        var cases: [String: Message] = [:]
        while !skip("}") {
            guard let key = word(), skip("{", spaceAfter: false), cases[key] == nil, let parts = parts(), skip("}") else {
                return nil
            }
            cases[key] = Message(parts: parts)
        }
        guard cases["other"] != nil else { return nil }
        switch kind {
        case "plural": return .plural(name, cases)
        case "select": return .select(name, cases)
        default: return nil
        }
    }

    // MARK: Signs

    private mutating func take(while isPart: (Character) -> Bool) -> Substring {
        let taken = rest.prefix(while: isPart)
        rest = rest[taken.endIndex...]
        return taken
    }

    /// A name of letters and digits, or `=7`.
    private mutating func word() -> String? {
        _ = take { $0 == " " }
        let word = take { $0.isLetter || $0.isNumber || $0 == "=" }
        return word.isEmpty ? nil : String(word)
    }

    /// A sign between the parts of a place, and the space around it.
    private mutating func skip(_ sign: Character, spaceAfter: Bool = true) -> Bool {
        let before = rest
        _ = take { $0 == " " }
        guard rest.first == sign else {
            rest = before
            return false
        }
        rest.removeFirst()
        if spaceAfter, sign != "}" { _ = take { $0 == " " } }
        return true
    }
}
