/// What an access token says about its bearer (RFC 9068: a JWT of type `at+jwt`).
package struct TokenClaims: Hashable, Sendable {
    /// `iss`
    package let issuer: String
    /// `aud`
    package let audience: String
    /// `sub`
    package let userID: UserID
    /// `exp`, a NumericDate: whole seconds. The token has expired from this instant on.
    package let expiresAt: Instant
    /// `iat`
    package let issuedAt: Instant
    /// `jti`
    package let tokenID: TokenID
    /// `sid`: what a revocation names.
    package let sessionID: SessionID
    package let role: Role
    /// First and last name, as events and messages spell it.
    package let name: String
    /// `amr`
    package let methods: AuthenticationMethods
    /// `auth_time`: when the bearer last showed who they are, not only that the session is theirs. Nil in tokens of earlier versions.
    package let authenticatedAt: Instant?
    /// `setup`: the bearer must set up a second factor, and may do nothing else until then.
    package let mustSetUpFactor: Bool
    /// `waiting`: the account waits for an admin's approval, or was refused; its bearer may do nothing else.
    package let awaitsApproval: Bool

    package init(
        issuer: String = TokenNames.issuer, audience: String = TokenNames.publicAudience, userID: UserID, expiresAt: Instant,
        issuedAt: Instant, tokenID: TokenID, sessionID: SessionID, role: Role, name: String,
        methods: AuthenticationMethods = [], authenticatedAt: Instant? = nil, mustSetUpFactor: Bool = false,
        awaitsApproval: Bool = false
    ) {
        self.issuer = issuer
        self.audience = audience
        self.userID = userID
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        self.tokenID = tokenID
        self.sessionID = sessionID
        self.role = role
        self.name = name
        self.methods = methods
        self.authenticatedAt = authenticatedAt
        self.mustSetUpFactor = mustSetUpFactor
        self.awaitsApproval = awaitsApproval
    }

    /// The JSON names of the claims.
    package enum Field {
        package static let issuer: StaticString = "iss"
        package static let audience: StaticString = "aud"
        package static let subject: StaticString = "sub"
        package static let expiresAt: StaticString = "exp"
        package static let issuedAt: StaticString = "iat"
        package static let tokenID: StaticString = "jti"
        package static let sessionID: StaticString = "sid"
        package static let role: StaticString = "role"
        package static let name: StaticString = "name"
        package static let methods: StaticString = "amr"
        package static let authenticatedAt: StaticString = "auth_time"
        package static let mustSetUpFactor: StaticString = "setup"
        package static let awaitsApproval: StaticString = "waiting"
    }
}
