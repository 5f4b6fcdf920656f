import AuthDomain

/// An account and its password's hash.
struct Credentials: Sendable {
    let user: User
    /// Nil for somebody who signs in through a provider only.
    let passwordHash: String?
}
