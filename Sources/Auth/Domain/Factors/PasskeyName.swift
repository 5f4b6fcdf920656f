/// What somebody calls a passkey: 1 to 100 characters, without white space around them.
package struct PasskeyName: Sendable, Equatable, CustomStringConvertible {
    package static let rule = "must have 1 to 100 characters"

    package let description: String

    package init?(_ text: String) {
        let trimmed = text.trimmed
        guard 1...100 ~= trimmed.unicodeScalars.count else { return nil }
        description = String(trimmed)
    }
}
