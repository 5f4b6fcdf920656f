import Contracts

/// A session as its owner sees it in the list.
struct Session: Sendable {
    let id: SessionID
    let createdAt: Instant
    /// When it was last used to sign in or to refresh: within an access token's lifetime of the last request.
    let lastSeenAt: Instant
    let expiresAt: Instant
    /// The device of that last use.
    let device: Device
}

/// Why a session was ended before its time, as its row says.
enum RevocationReason: String, Sendable {
    case logout
    case logoutAll = "logout_all"
    case passwordChange = "password_change"
    case refreshReuse = "refresh_reuse"
    case deactivated
    case roleChange = "role_change"
    case revoked
    /// A provider has shown whose account it is.
    case linked
    /// Its browser has signed in again.
    case replaced
    /// The owner's second factors have changed.
    case factorChange = "factor_change"
    /// The owner has shown again who they are, and continues in another session.
    case reauthenticated
    /// The owner has set a new password by a link in a mail.
    case recovered
    /// The owner has changed the address, or has taken that back.
    case addressChange = "address_change"
    /// An admin has ended it.
    case ended
}
