import Access
import Contracts
import Hosting
import Postgres

/// Revocations in auth_db: a session's row says whether it was revoked and how long its tokens live.
struct RevocationStore {
    let pool: PostgresPool

    /// All that daemons must remember at `now`.
    func revocations(at now: Instant) async throws(PostgresError) -> [Revocation] {
        let end = now.adding(seconds: -AccessTokens.clockSkewSeconds - 1)
        return try await pool.query(RevocationStatements.alive, [.instant(end)]).revocations()
    }

    /// Removes sessions that no token can name any more: those that ended a day ago or more, with their refresh tokens.
    func sweep(at now: Instant) async throws(PostgresError) {
        let end = PostgresValue.instant(now.adding(days: -1))
        while try await pool.query(RevocationStatements.deleteEnded, [end]).affectedRows == RevocationStatements.sweepSize {}
    }
}

extension PostgresResult {
    /// Rows of `RevocationColumn`.
    func revocations() throws(PostgresError) -> [Revocation] {
        var revocations: [Revocation] = []
        for row in self {
            let row = RowOf<RevocationColumn>(row)
            revocations.append(
                Revocation(of: try row.id(.session), try row.id(.user), accessEndsAt: try row.instant(.accessEndsAt)))
        }
        return revocations
    }
}

extension Revocation {
    /// For a session whose last access token lives until `accessEndsAt`: adds the tolerance for clocks and the rest of that
    /// second.
    init(of session: SessionID, _ user: UserID, accessEndsAt: Instant) {
        self.init(
            sessionID: session, userID: user,
            until: Instant(seconds: accessEndsAt.adding(seconds: AccessTokens.clockSkewSeconds + 1).seconds))
    }
}
