/// The fixed words in our tokens.
package enum TokenNames {
    package static let issuer = "clinic-auth"
    /// `aud` of the tokens people carry.
    package static let publicAudience = "clinic"
    /// `aud` of the tokens services carry to each other; never accepted on a public route, nor the other way round.
    package static let internalAudience = "internal"
    /// Header `typ` of an access token (RFC 9068 section 2.1).
    package static let accessTokenType = "at+jwt"
    /// Header `typ` of a service token.
    package static let serviceTokenType = "JWT"
}
