import Access
import AuthDomain
import Contracts
import Hosting
import Postgres

/// Sessions in auth_db. `sql/auth` has the tables.
struct PostgresSessionStore: SessionStore {
    let pool: PostgresPool

    func refresh(_ exchange: RefreshExchange) async throws(PostgresError) -> RefreshVerdict {
        let values: [PostgresValue] = [
            .bytes(exchange.shown), .bytes(exchange.next), .instant(exchange.now), .instant(exchange.graceStart),
            .instant(exchange.accessEndsAt), .text(exchange.device.userAgent), .text(exchange.device.address),
        ]
        guard let row = try await pool.query(SessionStatements.refresh, values).first else { return .unknown }
        let session: SessionID = try row.id(1)
        let accessEndsAt = try row.instant(4)
        switch try row.text(0) {
        case "ended": return .ended
        case "reused": return .reused(Revocation(of: session, try row.id(5), accessEndsAt: accessEndsAt))
        case let outcome:
            let state = SessionRow(
                id: session, createdAt: try row.instant(2), expiresAt: try row.instant(3),
                accessEndsAt: min(exchange.accessEndsAt, try row.instant(3)), device: exchange.device, refreshHash: exchange.next)
            return .refreshed(user: try User(row, from: 5), session: state, isSibling: outcome == "sibling")
        }
    }

    func sessions(of user: UserID, at now: Instant, after position: PagePosition?, limit: Int) async throws(PostgresError)
        -> [Session]
    {
        let values: [PostgresValue] = [
            .id(user), .instant(now), .instant(position?.at),
            .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
        ]
        var sessions: [Session] = []
        for row in try await pool.query(SessionStatements.list, values) {
            sessions.append(
                Session(
                    id: try row.id(0), createdAt: try row.instant(1), lastSeenAt: try row.instant(2), expiresAt: try row.instant(3),
                    device: Device(userAgent: try row.textOrNil(4), address: try row.textOrNil(5) ?? "")))
        }
        return sessions
    }

    func revoke(_ session: SessionID, of user: UserID, for reason: RevocationReason, at now: Instant) async throws(PostgresError)
        -> Revocation?
    {
        let values: [PostgresValue] = [.id(user), .instant(now), .text(reason.rawValue), .id(session)]
        return try await pool.query(SessionStatements.revokeOne, values).revocations().first
    }

    func revokeAll(of user: UserID, for reason: RevocationReason, at now: Instant) async throws(PostgresError) -> [Revocation] {
        try await pool.query(SessionStatements.revokeAll, [.id(user), .instant(now), .text(reason.rawValue)]).revocations()
    }

    func revoke(refreshToken hash: [UInt8], for reason: RevocationReason, at now: Instant) async throws(PostgresError)
        -> Revocation?
    {
        let values: [PostgresValue] = [.bytes(hash), .instant(now), .text(reason.rawValue)]
        return try await pool.query(SessionStatements.revokeByToken, values).revocations().first
    }
}

extension PostgresResult {
    /// Rows of session, user and the end of the last access token.
    func revocations() throws(PostgresError) -> [Revocation] {
        var revocations: [Revocation] = []
        for row in self {
            revocations.append(Revocation(of: try row.id(0), try row.id(1), accessEndsAt: try row.instant(2)))
        }
        return revocations
    }
}
