package import Contracts

/// A form for a new password that keeps all rules; whether the current password is right is not checked yet.
package struct PasswordChange: Sendable, Equatable {
    /// As it was typed: it may break the present rules.
    package let current: [UInt8]
    package let new: Password

    package enum Decision: Sendable, Equatable {
        case accepted(PasswordChange)
        /// Everything that is wrong with the form. 422.
        case invalid([FieldViolation])
    }

    package static func decide(current: String?, new: String?, policy: PasswordPolicy, context: [String] = []) -> Decision {
        var reader = FormReader()
        let currentText = reader.required(current, at: "/currentPassword", "") { $0 }
        let password = policy.read(new, at: "/newPassword", with: &reader, context: context)
        if let currentText, let password, Password.normalized(Array(currentText.utf8)) == password.bytes {
            reader.refuse("/newPassword", "must differ from the current one")
        }
        guard reader.violations.isEmpty, let currentText, let password else { return .invalid(reader.violations) }
        return .accepted(PasswordChange(current: Array(currentText.utf8), new: password))
    }
}

extension PasswordChange: CustomStringConvertible {
    package var description: String { "PasswordChange(redacted)" }
}
