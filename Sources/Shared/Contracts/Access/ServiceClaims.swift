/// What a service token says: one daemon calling another under `/internal`, signed with `INTERNAL_SECRET`.
package struct ServiceClaims: Hashable, Sendable {
    /// How long a service token lives.
    package static let lifetimeSeconds: Int64 = 60

    /// `sub`: the calling service. `iss` and `aud` are `TokenNames.issuer` and `TokenNames.internalAudience`.
    package let caller: ServiceName
    /// `exp`
    package let expiresAt: Instant
    /// `iat`
    package let issuedAt: Instant
    /// `jti`
    package let tokenID: TokenID

    package init(caller: ServiceName, issuedAt: Instant, tokenID: TokenID) {
        self.caller = caller
        self.issuedAt = issuedAt
        self.expiresAt = issuedAt.adding(seconds: Self.lifetimeSeconds)
        self.tokenID = tokenID
    }
}
