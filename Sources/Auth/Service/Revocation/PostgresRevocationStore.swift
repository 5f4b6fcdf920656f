import Access
import Contracts
import Hosting
import Postgres

/// Revocations in auth_db: a session's row tells that it was revoked and how long its tokens live.
struct PostgresRevocationStore: RevocationStore {
    let pool: PostgresPool

    func revocations(at now: Instant) async throws(PostgresError) -> [Revocation] {
        let result = try await pool.query(Self.selectAlive, [.instant(now.adding(seconds: -AccessTokens.clockSkewSeconds - 1))])
        var revocations: [Revocation] = []
        for row in result {
            revocations.append(Revocation(of: try row.id(0), try row.id(1), accessEndsAt: try row.instant(2)))
        }
        return revocations
    }

    func sweep(at now: Instant) async throws(PostgresError) {
        while try await pool.query(Self.deleteEnded, [.instant(now.adding(days: -1))]).affectedRows == Self.sweepSize {}
    }

    private static let sweepSize = 1_000

    private static let selectAlive = Statement(
        "revocations",
        "SELECT id, user_id, access_ends_at FROM sessions WHERE revoked_at IS NOT NULL AND access_ends_at > $1 ORDER BY access_ends_at"
    )
    private static let deleteEnded = Statement(
        "sweep_sessions",
        """
        DELETE FROM sessions
        WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 AND access_ends_at < $1 ORDER BY expires_at LIMIT \(sweepSize))
        """)
}
