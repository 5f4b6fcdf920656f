/// An e-mail address by which a patient can be reached, in lower case. Nobody signs in with it: auth's `EmailAddress` is the one of accounts.
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// To follow "must be".
    package static let expected = "an email address of at most 254 characters, such as name@example.com"

    package let description: String

    /// White space around it is dropped.
    package init?(_ text: String) {
        guard let trimmed = RecordText.trimmed(text), trimmed.utf8.count <= 254,
            trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            return nil
        }
        let parts = trimmed.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), !parts[0].contains(where: { "\"(),:;<>[\\]".contains($0) })
        else {
            return nil
        }
        let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard atoms.allSatisfy({ !$0.isEmpty }), labels.count >= 2, labels.allSatisfy(Self.isLabel) else { return nil }
        description = trimmed.lowercased()
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D }
    }
}
