import AuthDomain

/// The rules for a password that somebody chooses.
struct PasswordChoice: Sendable {
    let policy: PasswordPolicy
    /// Nil: there is no list of leaked passwords.
    let breached: BreachedPasswords?
    /// The clinic's name, which must not make up a password.
    let site: String
}
