/// Bytes that must not be seen: whoever prints, logs or dumps one gets `<secret>`.
package struct Secret: Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init(_ text: String) { bytes = Array(text.utf8) }

    /// Why a secret is not fit to sign with.
    package enum Weakness: Equatable, Sendable, CustomStringConvertible {
        /// HS256 wants a key as long as its digest (RFC 7518 section 3.2).
        case tooShort(minimum: Int)
        /// A value out of an example, which everyone has.
        case wellKnown
        /// Fewer different bytes than chance leaves in any random text of that length.
        case repetitive

        package var description: String {
            switch self {
            case .tooShort(let minimum): "must have at least \(minimum) bytes"
            case .wellKnown: "must not be a value from an example"
            case .repetitive: "must be random, not a repetition"
            }
        }
    }

    package static let minimumLength = 32
    private static let minimumVariety = 8

    /// Parts of the values that examples and templates carry. Too long to turn up in a random text.
    private static let examples = [
        "your_", "your-", "changeme", "change_me", "change-me", "change_this", "change-this", "replace_me", "replace-me",
        "replaceme",
        "placeholder", "supersecret", "super_secret", "super-secret", "jwt_secret", "jwt-secret", "refresh_secret",
        "refresh-secret",
        "insecure", "secret_key", "secret-key", "secretkey",
    ]

    /// Nil for a secret fit to sign with.
    package var weakness: Weakness? {
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        if text == "secret" || Self.examples.contains(where: { text.contains($0) }) { return .wellKnown }
        if bytes.count < Self.minimumLength { return .tooShort(minimum: Self.minimumLength) }
        return Set(bytes).count < Self.minimumVariety ? .repetitive : nil
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
