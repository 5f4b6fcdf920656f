import Contracts

/// Something that happened and matters for security, as admins read it.
struct SecurityEvent: Sendable {
    /// What happened. The words are stored: they may be added to, not changed.
    enum Kind: String, Sendable, CaseIterable {
        case registered
        case login
        case loginFailed = "login_failed"
        /// A password's hash was made anew, at the cost that is configured now.
        case passwordRehashed = "password_rehashed"
        case logout
        case logoutAll = "logout_all"
        /// One session, ended from another.
        case sessionRevoked = "session_revoked"
        /// A refresh token was used again after its time: the session was ended, since one of two who had it was a thief.
        case refreshReuse = "refresh_reuse"
        case passwordChanged = "password_changed"
        case passwordChangeFailed = "password_change_failed"
        case roleChanged = "role_changed"
        case deactivated
        case reactivated
        case adminCreated = "admin_created"
        case rateLimited = "rate_limited"
        case providerLogin = "provider_login"
        case providerLoginFailed = "provider_login_failed"
        case providerLinked = "provider_linked"
    }

    let id: SecurityEventID
    let kind: Kind
    let at: Instant
    /// Whom it concerns; nil when that is nobody we know.
    let userID: UserID?
    let sessionID: SessionID?
    /// Where it came from; nil for the command line.
    let device: Device?
    /// What else an admin wants to know: ids, words and numbers, never a secret, a name or an email.
    let detail: [String: String]
}

enum SecurityEventEntity {}
typealias SecurityEventID = Identifier<SecurityEventEntity>
