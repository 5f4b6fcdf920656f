import AuthDomain
import Contracts

/// Something that happened and matters for security, as admins read it.
struct SecurityEvent: Sendable {
    /// What happened. The words are stored: they may be added to, not changed.
    enum Kind: String, Sendable, CaseIterable {
        case registered
        /// With an address that an account has already.
        case registrationRefused = "registration_refused"
        case login
        case loginFailed = "login_failed"
        /// A password was hashed again, in the way that is configured now.
        case passwordRehashed = "password_rehashed"
        case logout
        case logoutAll = "logout_all"
        /// One session, ended from another one.
        case sessionRevoked = "session_revoked"
        /// The browser has signed in again, maybe as somebody else.
        case sessionReplaced = "session_replaced"
        /// A refresh token was used again too late. The session was ended: one of the two who had it stole it.
        case refreshReuse = "refresh_reuse"
        case passwordChanged = "password_changed"
        case passwordChangeFailed = "password_change_failed"
        case roleChanged = "role_changed"
        case deactivated
        case reactivated
        case adminCreated = "admin_created"
        /// By a link in a mail, or on the command line; a sign-in through the provider verifies without this event.
        case emailVerified = "email_verified"
        case rateLimited = "rate_limited"
        case providerLogin = "provider_login"
        case providerLoginFailed = "provider_login_failed"
        case providerLinked = "provider_linked"
        case factorAdded = "factor_added"
        case factorRemoved = "factor_removed"
        /// A code or a passkey that was wrong.
        case factorFailed = "factor_failed"
        case recoveryCodeUsed = "recovery_code_used"
        case recoveryCodesMade = "recovery_codes_made"
        /// An authenticator has signed less often than before: somebody may have a copy.
        case passkeyCounter = "passkey_counter"
        case reauthenticated
        case reauthenticationFailed = "reauthentication_failed"
        /// All sessions of somebody, by an admin.
        case sessionsEnded = "sessions_ended"
        /// By a link in a mail.
        case passwordReset = "password_reset"
        case emailChanged = "email_changed"
        case emailChangeUndone = "email_change_undone"
        /// All second factors of somebody, by an admin who had asked for it a day before.
        case factorsReset = "factors_reset"
        case factorsResetAsked = "factors_reset_asked"
        /// By the owner: by the link of the mail, or by signing in with a factor.
        case factorsResetStopped = "factors_reset_stopped"
        /// A browser was made known by a code in a mail.
        case deviceConfirmed = "device_confirmed"
        case invited
        /// Sent again, with a new link.
        case invitationSent = "invitation_sent"
        case invitationRevoked = "invitation_revoked"
        case invitationAccepted = "invitation_accepted"
        /// A doctor's account, by an admin.
        case staffApproved = "staff_approved"
        case staffRefused = "staff_refused"

        /// The letter to the owner (ASVS V6.3.7), in the transaction of the act; nil: none, or the act itself sends it, as for
        /// addresses.
        var letter: Letter? {
            switch self {
            case .providerLinked: .providerLinked
            case .passwordChanged: .passwordChanged
            case .passwordReset: .passwordReset
            case .factorAdded: .factorAdded
            case .factorRemoved: .factorRemoved
            case .recoveryCodesMade: .recoveryCodesMade
            case .factorsResetAsked: .factorReset
            case .factorsReset: .factorRemoved
            default: nil
            }
        }
    }

    let id: SecurityEventID
    let kind: Kind
    let at: Instant
    /// The account it is about; nil when there is none.
    let userID: UserID?
    let sessionID: SessionID?
    /// Where it came from; nil for the command line.
    let device: Device?
    /// What else admins may want to know: ids, words and numbers, never a secret, a name or an email.
    let detail: [String: String]
}

enum SecurityEventEntity {}
typealias SecurityEventID = Identifier<SecurityEventEntity>
