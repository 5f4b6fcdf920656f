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
        let expiresAt = now.adding(seconds: refreshLifetimeSeconds)
        let row = SessionRow(
            id: ids.next(), createdAt: now, expiresAt: expiresAt, accessEndsAt: accessEnd(now, sessionEnd: expiresAt),
            device: device, refreshHash: hash(refreshToken))
        return SignIn(
            user: user, session: row, accessToken: accessToken(of: user, in: row.id, until: row.accessEndsAt, at: now),
            accessLifetimeSeconds: row.accessEndsAt.seconds - now.seconds, refreshToken: refreshToken,
            refreshLifetimeSeconds: refreshLifetimeSeconds)
    }

    /// What the store knows a refresh token by.
    func hash(_ refreshToken: String) -> [UInt8] { refreshKey.sign(Array(refreshToken.utf8)) }

    /// No access token outlives its session.
    private func accessEnd(_ now: Instant, sessionEnd: Instant) -> Instant {
        min(now.adding(seconds: accessLifetimeSeconds), sessionEnd)
    }

    private func accessToken(of user: User, in session: SessionID, until end: Instant, at now: Instant) -> String {
        tokens.sign(
            TokenClaims(
                userID: user.id, expiresAt: end, issuedAt: now, tokenID: ids.next(), sessionID: session, role: user.role,
                name: user.name))
    }
}
