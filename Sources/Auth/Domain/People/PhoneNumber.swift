/// A telephone number as people write it: at most 20 of digits, `+`, `-`, parentheses and space, with at least one digit.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package static let rule = "must have at most 20 characters: digits, +, -, parentheses and spaces"

    package let description: String

    /// White space around the number is dropped; nil when what remains is not accepted.
    package init?(_ text: String) {
        let trimmed = text.trimmed
        guard trimmed.utf8.count <= 20, trimmed.utf8.allSatisfy(Self.allowed.contains), trimmed.utf8.contains(where: Self.isDigit)
        else { return nil }
        description = String(trimmed)
    }

    private static let allowed = Array("0123456789+-() ".utf8)

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
