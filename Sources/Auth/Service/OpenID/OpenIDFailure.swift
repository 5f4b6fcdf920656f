/// Why somebody does not come in through the provider: the reason that the front end is told, `/?signInError=REASON`.
enum OpenIDFailure: String, Error, Equatable {
    /// No provider is configured.
    case notConfigured = "provider_not_configured"
    /// It does not answer, or not what it should.
    case unavailable = "provider_unavailable"
    /// The one who was asked has said no.
    case denied = "access_denied"
    /// The answer does not belong to a question asked by this browser within ten minutes.
    case stateMismatch = "state_mismatch"
    /// The provider does not take the code, or does not take us.
    case codeRefused = "code_refused"
    case invalidToken = "invalid_id_token"
    /// The provider does not vouch for the email address.
    case emailNotVerified = "email_not_verified"
    /// The account of that email address belongs to somebody else at the provider.
    case linkedElsewhere = "account_linked_elsewhere"
    case accountInactive = "account_inactive"
}
