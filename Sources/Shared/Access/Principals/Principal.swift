package import Contracts

/// Who makes a request, as a verified token says.
package struct Principal: Hashable, Sendable {
    package let userID: UserID
    package let role: Role
    /// First and last name.
    package let name: String
    package let sessionID: SessionID
    package let tokenID: TokenID?
    /// When the token expires; a live socket ends then.
    package let expiresAt: Instant
    /// How they have shown who they are.
    package let methods: AuthenticationMethods
    /// When they last did; nil when it is not known.
    package let authenticatedAt: Instant?

    package init(
        userID: UserID, role: Role, name: String, sessionID: SessionID, tokenID: TokenID? = nil, expiresAt: Instant,
        methods: AuthenticationMethods = [], authenticatedAt: Instant? = nil
    ) {
        self.userID = userID
        self.role = role
        self.name = name
        self.sessionID = sessionID
        self.tokenID = tokenID
        self.expiresAt = expiresAt
        self.methods = methods
        self.authenticatedAt = authenticatedAt
    }

    init(_ claims: TokenClaims) {
        self.init(
            userID: claims.userID, role: claims.role, name: claims.name, sessionID: claims.sessionID, tokenID: claims.tokenID,
            expiresAt: claims.expiresAt, methods: claims.methods, authenticatedAt: claims.authenticatedAt)
    }
}
