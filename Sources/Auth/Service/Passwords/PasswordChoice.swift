import AuthDomain

/// What holds for a password that somebody chooses.
struct PasswordChoice: Sendable {
    let policy: PasswordPolicy
    /// Nil: nothing is known to have leaked.
    let breached: BreachedPasswords?
    /// The clinic's name, of which no password may be made.
    let site: String
}
