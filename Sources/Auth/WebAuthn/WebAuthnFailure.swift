/// Why a registration or an assertion is not accepted. The words are recorded; the caller is told only that it was not accepted.
package enum WebAuthnFailure: String, Error, Sendable, Equatable, CaseIterable {
    /// Not in the form that the specification defines.
    case malformed
    /// An assertion where a registration is expected, or the other way round.
    case wrongType = "wrong_type"
    case wrongChallenge = "wrong_challenge"
    case wrongOrigin = "wrong_origin"
    /// Made within a page of another site.
    case crossOrigin = "cross_origin"
    /// For another site.
    case wrongRelyingParty = "wrong_relying_party"
    case userNotPresent = "user_not_present"
    /// Nobody has shown the authenticator a finger, a face or a PIN.
    case userNotVerified = "user_not_verified"
    /// No key, a key of an unsupported kind, or numbers that are no valid key.
    case unsupportedKey = "unsupported_key"
    case wrongSignature = "wrong_signature"
    /// The authenticator has signed less often than before: there may be a copy of it.
    case counterWentBack = "counter_went_back"
}
