import Audit
import AuthDomain
import Basics
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

/// Sign-ins that wait for a second factor, in auth_db.
struct PendingSignIns {
    let pool: PostgresPool
    let clock: WallClock

    /// The first step is done: `methods` have been shown. Nil when the account is off, or has no second factor any more.
    func begin(for user: UserID, having methods: AuthenticationMethods) async throws(PostgresError) -> PendingSignIn? {
        let (token, cookie) = (Base64URL.encode(RandomBytes.generate(32)), Base64URL.encode(RandomBytes.generate(32)))
        let values: [PostgresValue] = [
            .bytes(PendingSignIn.digest(token)), .bytes(PendingSignIn.digest(cookie)), .id(user), .text(methods.text),
            .instant(clock.instant.adding(seconds: PendingSignIn.lifetimeSeconds)),
        ]
        guard let row = try await pool.query(PendingStatements.insert, values).first else { return nil }
        let has = RowOf<PendingMethodColumn>(row)
        var found: [PendingSignIn.Method] = []
        if try has.bool(.passkey) { found.append(.passkey) }
        if try has.bool(.totp) { found.append(.totp) }
        if try has.bool(.recoveryCode) { found.append(.recoveryCode) }
        return PendingSignIn(token: token, cookie: cookie, methods: found)
    }

    /// The sign-in that the two belong to; nil when there is none, or it is too old.
    func find(_ token: String, _ cookie: String) async throws(PostgresError) -> (user: UserID, methods: AuthenticationMethods)? {
        let values: [PostgresValue] = [
            .bytes(PendingSignIn.digest(token)), .bytes(PendingSignIn.digest(cookie)), .instant(clock.instant),
        ]
        guard let row = try await pool.query(PendingStatements.find, values).first else { return nil }
        let pending = RowOf<PendingColumn>(row)
        return (try pending.id(.user), AuthenticationMethods(text: try pending.text(.methods)))
    }

    /// A session that has been opened.
    struct Opened {
        /// Whether a pending removal of the account's factors has been stopped by it.
        let stopsReset: Bool

        fileprivate init(_ row: PostgresRow) throws(PostgresError) {
            stopsReset = try RowOf<OpenedColumn>(row).bool(.stopsReset)
        }
    }

    /// Nil when no session was opened; only the first call succeeds.
    /// `entry`: of factors that stay.
    func complete(_ token: String, _ cookie: String, with session: SessionRow, entry: AuditStamp) async throws(PostgresError)
        -> Opened?
    {
        let values: [PostgresValue] = [.bytes(PendingSignIn.digest(token)), .bytes(PendingSignIn.digest(cookie))]
        return try await pool.query(PendingStatements.complete, values + session.values + entry.values).first.map {
            row throws(PostgresError) in try Opened(row)
        }
    }

    /// Opens a session without a first step.
    func open(_ session: SessionRow, of user: UserID, entry: AuditStamp) async throws(PostgresError) -> Opened? {
        try await pool.query(PendingStatements.open, [.id(user)] + session.values + entry.values).first.map {
            row throws(PostgresError) in try Opened(row)
        }
    }

    func sweep() async throws(PostgresError) {
        _ = try await pool.query(PendingStatements.sweep, [.instant(clock.instant)])
    }
}
