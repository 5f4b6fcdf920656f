import Contracts

/// A line in a patient's record, such as a name or a street, in any script.
package enum RecordText {
    /// A name; to follow "must be".
    package static let expectedName = "a name of 1 to 100 characters, without control characters and web addresses"
    package static let nameLimit = 100

    /// To follow "must be".
    package static func expected(_ limit: Int) -> String { "a line of 1 to \(limit) characters without control characters" }

    /// Without the white space at either end; nil when what remains is empty, longer than `limit` scalars, breaks a line or turns the direction of
    /// the text around it.
    package static func line(_ text: String, limit: Int) -> String? {
        guard let line = trimmed(text), line.unicodeScalars.count <= limit, line.unicodeScalars.allSatisfy(isAllowed) else {
            return nil
        }
        return line
    }

    /// The same, with a letter in it and without a web address: it appears in what the clinic writes to others.
    package static func name(_ text: String) -> String? {
        guard let name = line(text, limit: nameLimit), name.unicodeScalars.contains(where: \.properties.isAlphabetic),
            !WebAddress.isPossible(in: name)
        else { return nil }
        return name
    }

    /// Nil for nothing but white space.
    static func trimmed(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return nil }
        return String(scalars[first...last])
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: !scalar.isLayoutControl
        }
    }
}
