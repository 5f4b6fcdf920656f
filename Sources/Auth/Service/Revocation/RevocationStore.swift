import Access
import Contracts
import Postgres

/// Where revocations are kept for good.
protocol RevocationStore {
    /// All that daemons must remember at `now`.
    func revocations(at now: Instant) async throws(PostgresError) -> [Revocation]

    /// Removes what no token can name any more: sessions that ended a day ago or more, with their refresh tokens.
    func sweep(at now: Instant) async throws(PostgresError)
}

extension Revocation {
    /// Of a session whose last access token says that it lives until `accessEndsAt`: the tolerance for clocks and the rest of that
    /// second come on top.
    init(of session: SessionID, _ user: UserID, accessEndsAt: Instant) {
        self.init(
            sessionID: session, userID: user,
            until: Instant(seconds: accessEndsAt.adding(seconds: AccessTokens.clockSkewSeconds + 1).seconds))
    }
}
