import AuthDomain

/// Somebody who has signed in: what is stored, and what the client gets.
struct SignIn: Sendable {
    let user: User
    let session: SessionRow
    let accessToken: String
    let accessLifetimeSeconds: Int64
    let refreshToken: String
    let refreshLifetimeSeconds: Int64
}
