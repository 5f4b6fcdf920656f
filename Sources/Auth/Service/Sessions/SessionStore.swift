import Access
import Audit
import AuthDomain
import Contracts
import Hosting
import Postgres

/// Sessions and their refresh tokens in auth_db; `sql/auth` has the tables. Each method is one statement and its own transaction.
struct SessionStore: Sendable {
    let pool: PostgresPool

    /// Exchanges a refresh token for `next`, if that is allowed.
    func refresh(_ exchange: RefreshExchange) async throws(PostgresError) -> RefreshVerdict {
        let values: [PostgresValue] = [
            .bytes(exchange.shown), .bytes(exchange.next), .instant(exchange.now), .instant(exchange.graceStart),
            .instant(exchange.accessEndsAt), .text(exchange.device.userAgent), .text(exchange.device.address),
            .instant(exchange.patientIdleSince), .instant(exchange.staffIdleSince),
        ]
        guard let found = try await pool.query(SessionStatements.refresh, values).first else { return .unknown }
        let row = RowOf<SessionRow.RefreshColumn>(found)
        let user = try User(row.next())
        let session: SessionID = try row.id(.id)
        let end = try row.instant(.expiresAt)
        switch try row.text(.outcome) {
        case "ended": return .ended
        case "reused":
            let accessEndsAt = try row.instant(.accessEndsAt)
            return .reused(Revocation(of: session, user.id, accessEndsAt: accessEndsAt))
        case let outcome:
            let row = SessionRow(
                id: session, createdAt: try row.instant(.createdAt), expiresAt: end,
                accessEndsAt: min(exchange.accessEndsAt, end), device: exchange.device, refreshHash: exchange.next,
                methods: AuthenticationMethods(text: try row.text(.methods)), authenticatedAt: try row.instant(.authenticatedAt))
            return .refreshed(user: user, session: row, isSibling: outcome == "sibling")
        }
    }

    /// The session of a refresh token, live or not; nil when there never was such a token.
    func session(ofRefreshToken hash: [UInt8]) async throws(PostgresError) -> SessionID? {
        try await pool.query(SessionStatements.ofToken, [.bytes(hash)]).first?.id(0)
    }

    /// Sessions that can still be used, newest first, after `position`.
    func sessions(of user: UserID, at now: Instant, after position: PagePosition?, limit: Int) async throws(PostgresError)
        -> [Session]
    {
        let values: [PostgresValue] = [
            .id(user), .instant(now), .instant(position?.at),
            .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
        ]
        var sessions: [Session] = []
        for row in try await pool.query(SessionStatements.list, values) { sessions.append(try Session(RowOf(row))) }
        return sessions
    }

    /// Ends one session of `user`; nil when they have no live one with that id.
    func revoke(_ session: SessionID, of user: UserID, for reason: RevocationReason, at now: Instant) async throws(PostgresError)
        -> Revocation?
    {
        let values: [PostgresValue] = [.id(user), .instant(now), .text(reason.rawValue), .id(session)]
        return try await pool.query(SessionStatements.revokeOne, values).revocations().first
    }

    /// Ends all sessions of `user`.
    func revokeAll(of user: UserID, for reason: RevocationReason, at now: Instant) async throws(PostgresError) -> [Revocation] {
        try await pool.query(SessionStatements.revokeAll, [.id(user), .instant(now), .text(reason.rawValue)]).revocations()
    }

    /// The same by an admin.
    func endAll(of user: UserID, at now: Instant, entry: AuditStamp) async throws(PostgresError) -> [Revocation] {
        let values: [PostgresValue] = [.id(user), .instant(now), .text(RevocationReason.ended.rawValue)]
        return try await pool.query(SessionStatements.endAll, values + entry.values).revocations()
    }

    /// Ends the session of a refresh token, whichever of the family it is; nil when there is no live one.
    func revoke(refreshToken hash: [UInt8], for reason: RevocationReason, at now: Instant) async throws(PostgresError)
        -> Revocation?
    {
        let values: [PostgresValue] = [.bytes(hash), .instant(now), .text(reason.rawValue)]
        return try await pool.query(SessionStatements.revokeByToken, values).revocations().first
    }
}
