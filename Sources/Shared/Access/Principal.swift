package import Contracts

/// Who makes a request, as a verified token says.
package struct Principal: Hashable, Sendable {
    package let userID: UserID
    package let role: Role
    /// First and last name.
    package let name: String
    package let sessionID: SessionID
    /// When the token that said so dies; a live socket ends then.
    package let expiresAt: Instant

    package init(userID: UserID, role: Role, name: String, sessionID: SessionID, expiresAt: Instant) {
        self.userID = userID
        self.role = role
        self.name = name
        self.sessionID = sessionID
        self.expiresAt = expiresAt
    }

    init(_ claims: TokenClaims) {
        self.init(
            userID: claims.userID, role: claims.role, name: claims.name, sessionID: claims.sessionID, expiresAt: claims.expiresAt)
    }
}
