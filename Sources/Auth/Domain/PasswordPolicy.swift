/// What a new password must be beyond `Password`. Those in use are not asked again.
package enum PasswordPolicy: String, Sendable, CaseIterable {
    /// Nothing.
    case basic
    /// None of the commonest (NIST SP 800-63B section 5.1.1.2; ASVS 5.0 section 6.2).
    case strict

    /// The password that a member of a form holds; nil after recording why it holds none that may be chosen.
    func read(_ text: String?, at pointer: String, with reader: inout FormReader) -> Password? {
        guard let text, let password = reader.required(text, at: pointer, Password.rule, Password.init) else {
            if text == nil { reader.refuse(pointer, "is required") }
            return nil
        }
        guard self == .basic || !CommonPasswords.contains(text) else {
            reader.refuse(pointer, "is one of the passwords that are tried first")
            return nil
        }
        return password
    }
}
