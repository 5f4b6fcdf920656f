import Access
import AuthDomain
import Contracts
import Hosting
import OpenSSL

/// Makes sessions and their tokens. It keeps nothing: the row goes into the store, the tokens to the client.
struct SessionIssuer: Sendable {
    /// 256 bits that say nothing to anyone; the store knows their HMAC only.
    private static let refreshTokenBytes = 32

    private let tokens: AccessTokens
    private let refreshKey: HMACSHA256
    private let ids: IdentifierSource
    private let accessLifetimeSeconds: Int64
    private let refreshLifetimeSeconds: Int64

    init(
        tokens: AccessTokens, refreshKey: HMACSHA256, ids: IdentifierSource, accessLifetime: Duration, refreshLifetime: Duration
    ) {
        self.tokens = tokens
        self.refreshKey = refreshKey
        self.ids = ids
        accessLifetimeSeconds = accessLifetime.components.seconds
        refreshLifetimeSeconds = refreshLifetime.components.seconds
    }

    /// A session of `user` on `device` that begins `now`.
    func issue(for user: User, on device: Device, at now: Instant) -> SignIn {
        let refreshToken = refreshToken()
        let end = now.adding(seconds: refreshLifetimeSeconds)
        let row = SessionRow(
            id: ids.next(), createdAt: now, expiresAt: end, accessEndsAt: min(accessEnd(at: now), end), device: device,
            refreshHash: hash(refreshToken))
        return signIn(user, row, refreshToken: refreshToken, at: now)
    }

    /// What a client of `session` gets `now`.
    func signIn(_ user: User, _ session: SessionRow, refreshToken: String, at now: Instant) -> SignIn {
        let claims = TokenClaims(
            userID: user.id, expiresAt: session.accessEndsAt, issuedAt: now, tokenID: ids.next(), sessionID: session.id,
            role: user.role, name: user.name)
        return SignIn(
            user: user, session: session, accessToken: tokens.sign(claims),
            accessLifetimeSeconds: session.accessEndsAt.seconds - now.seconds, refreshToken: refreshToken,
            refreshLifetimeSeconds: session.expiresAt.seconds - now.seconds)
    }

    func refreshToken() -> String { Base64URL.encode(RandomBytes.generate(Self.refreshTokenBytes)) }

    /// What the store knows a refresh token by.
    func hash(_ refreshToken: String) -> [UInt8] { refreshKey.sign(Array(refreshToken.utf8)) }

    /// Of an access token made `now`, unless its session ends before.
    func accessEnd(at now: Instant) -> Instant { now.adding(seconds: accessLifetimeSeconds) }
}
