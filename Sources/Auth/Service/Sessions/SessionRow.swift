import Contracts

/// What is stored of a sign-in: the session, which its access tokens name as `sid`, and its first refresh token's digest.
struct SessionRow: Sendable {
    let id: SessionID
    let createdAt: Instant
    /// The absolute end; a refresh does not move it.
    let expiresAt: Instant
    /// `exp` of its first access token.
    let accessEndsAt: Instant
    let device: Device
    /// HMAC-SHA-256 of the refresh token.
    let refreshHash: [UInt8]
    /// How its owner has shown who they are, and when.
    let methods: AuthenticationMethods
    let authenticatedAt: Instant
}
