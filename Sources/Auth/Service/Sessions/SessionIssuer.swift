import Access
import AuthDomain
import Basics
import Contracts
import Hosting
import OpenSSL

/// Makes sessions and their tokens. It stores nothing: the row goes into the store, the tokens to the client.
struct SessionIssuer: Sendable {
    /// 256 random bits; the store has only their HMAC.
    private static let refreshTokenBytes = 32

    private let tokens: AccessTokens
    private let refreshKey: HMACSHA256
    private let ids: IdentifierSource
    private let accessLifetimeSeconds: Int64
    private let refreshLifetimeSeconds: Int64
    private let required: FactorRequirement

    init(
        tokens: AccessTokens, refreshKey: HMACSHA256, ids: IdentifierSource, accessLifetime: Duration, refreshLifetime: Duration,
        required: FactorRequirement
    ) {
        self.required = required
        self.tokens = tokens
        self.refreshKey = refreshKey
        self.ids = ids
        accessLifetimeSeconds = accessLifetime.components.seconds
        refreshLifetimeSeconds = refreshLifetime.components.seconds
    }

    /// A session of `user` on `device` that begins `now`. `methods`: what they have shown, at `authenticatedAt`, or else `now`.
    func issue(
        for user: User, on device: Device, by methods: AuthenticationMethods, at now: Instant, authenticatedAt: Instant? = nil
    )
        -> SignIn
    {
        let refreshToken = refreshToken()
        let end = now.adding(seconds: refreshLifetimeSeconds)
        let row = SessionRow(
            id: ids.next(), createdAt: now, expiresAt: end, accessEndsAt: min(accessEnd(at: now), end), device: device,
            refreshHash: hash(refreshToken), methods: methods, authenticatedAt: authenticatedAt ?? now)
        return signIn(user, row, refreshToken: refreshToken, at: now)
    }

    /// What a client of `session` gets `now`.
    func signIn(_ user: User, _ session: SessionRow, refreshToken: String, at now: Instant) -> SignIn {
        let claims = TokenClaims(
            userID: user.id, expiresAt: session.accessEndsAt, issuedAt: now, tokenID: ids.next(), sessionID: session.id,
            role: user.role, name: user.name, methods: session.methods, authenticatedAt: session.authenticatedAt,
            mustSetUpFactor: required.applies(to: user.role) && !session.methods.contains(.multiple),
            awaitsApproval: user.approval != nil)
        return SignIn(
            user: user, session: session, accessToken: tokens.sign(claims),
            accessLifetimeSeconds: session.accessEndsAt.seconds - now.seconds, refreshToken: refreshToken,
            refreshLifetimeSeconds: session.expiresAt.seconds - now.seconds)
    }

    /// Whether somebody of this role must keep a second factor.
    func requiresFactor(of role: Role) -> Bool { required.applies(to: role) }

    func refreshToken() -> String { Base64URL.encode(RandomBytes.generate(Self.refreshTokenBytes)) }

    /// The form in which the store has a refresh token.
    func hash(_ refreshToken: String) -> [UInt8] { refreshKey.sign(Array(refreshToken.utf8)) }

    /// The end of an access token made `now`, unless its session ends before.
    func accessEnd(at now: Instant) -> Instant { now.adding(seconds: accessLifetimeSeconds) }
}
