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
        let refreshToken = Base64URL.encode(RandomBytes.generate(Self.refreshTokenBytes))
        let row = SessionRow(
            id: ids.next(), createdAt: now, expiresAt: now.adding(seconds: refreshLifetimeSeconds), device: device,
            refreshHash: refreshKey.sign(Array(refreshToken.utf8)))
        return SignIn(
            user: user, session: row, accessToken: accessToken(of: user, in: row.id, at: now),
            accessLifetimeSeconds: accessLifetimeSeconds, refreshToken: refreshToken, refreshLifetimeSeconds: refreshLifetimeSeconds
        )
    }

    private func accessToken(of user: User, in session: SessionID, at now: Instant) -> String {
        tokens.sign(
            TokenClaims(
                userID: user.id, expiresAt: now.adding(seconds: accessLifetimeSeconds), issuedAt: now, tokenID: ids.next(),
                sessionID: session, role: user.role, name: user.name))
    }
}
