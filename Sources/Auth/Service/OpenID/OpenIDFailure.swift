/// Why a sign-in through the provider failed: the reason that the front end is told, `/?signInError=REASON`.
enum OpenIDFailure: String, Error, Equatable {
    /// No provider is configured.
    case notConfigured = "provider_not_configured"
    /// It does not answer, or answers something unexpected.
    case unavailable = "provider_unavailable"
    /// The person declined.
    case denied = "access_denied"
    /// The answer belongs to no sign-in that this browser began within the last ten minutes.
    case stateMismatch = "state_mismatch"
    /// The provider refuses the code, or our credentials.
    case codeRefused = "code_refused"
    case invalidToken = "invalid_id_token"
    /// The provider does not vouch for the email address.
    case emailNotVerified = "email_not_verified"
    /// The account of that email address belongs to somebody else at the provider.
    case linkedElsewhere = "account_linked_elsewhere"
    case accountInactive = "account_inactive"
}
