/// How somebody has shown who they are: `amr` of an access token, in the words of RFC 8176.
package struct AuthenticationMethods: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let password = AuthenticationMethods(rawValue: 1)
    /// A code of an authenticator app, or a recovery code.
    package static let oneTimeCode = AuthenticationMethods(rawValue: 2)
    /// A passkey that cannot be copied off its device.
    package static let hardwareKey = AuthenticationMethods(rawValue: 4)
    /// A passkey that its owner's devices share.
    package static let softwareKey = AuthenticationMethods(rawValue: 8)
    /// The device has seen a finger, a face or a PIN.
    package static let userVerified = AuthenticationMethods(rawValue: 16)
    /// A provider says so; the word is ours.
    package static let federated = AuthenticationMethods(rawValue: 32)
    /// More than one factor.
    package static let multiple = AuthenticationMethods(rawValue: 64)

    private static let names: [(method: AuthenticationMethods, word: String)] = [
        (.password, "pwd"), (.oneTimeCode, "otp"), (.hardwareKey, "hwk"), (.softwareKey, "swk"), (.userVerified, "user"),
        (.federated, "fed"), (.multiple, "mfa"),
    ]

    package var words: [String] { Self.names.filter { contains($0.method) }.map(\.word) }

    /// Unknown words are ignored.
    package init(words: some Sequence<some StringProtocol>) {
        self = words.reduce(into: []) { methods, word in
            if let known = Self.names.first(where: { $0.word == word }) { methods.insert(known.method) }
        }
    }
}
