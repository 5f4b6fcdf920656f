package import Contracts

/// A password for an account whose old password is not asked for.
package enum NewPassword {
    package struct Refusal: Error, Equatable {
        package let violations: [FieldViolation]
    }

    /// The member `newPassword` of a form. `context`: names and address of the owner.
    package static func decide(_ text: String, of context: [String], policy: PasswordPolicy) -> Result<Password, Refusal> {
        var reader = FormReader()
        guard let password = policy.read(text, at: "/newPassword", with: &reader, context: context) else {
            return .failure(Refusal(violations: reader.violations))
        }
        return .success(password)
    }
}
