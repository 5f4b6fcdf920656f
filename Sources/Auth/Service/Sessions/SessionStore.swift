import Access
import AuthDomain
import Contracts
import Postgres

/// Where sessions and their refresh tokens live. Each method is one statement and its own transaction.
protocol SessionStore {
    /// Exchanges a refresh token for `next`, if it may be.
    func refresh(_ exchange: RefreshExchange) async throws(PostgresError) -> RefreshVerdict

    /// Those that can still be used, newest first, after `position`.
    func sessions(of user: UserID, at now: Instant, after position: PagePosition?, limit: Int) async throws(PostgresError)
        -> [Session]

    /// Ends one session of `user`; nil when he has none alive of that id.
    func revoke(_ session: SessionID, of user: UserID, for reason: RevocationReason, at now: Instant) async throws(PostgresError)
        -> Revocation?

    /// Ends all sessions of `user`.
    func revokeAll(of user: UserID, for reason: RevocationReason, at now: Instant) async throws(PostgresError) -> [Revocation]

    /// Ends the session that a refresh token belongs to, whichever of the family it is; nil when that is none alive.
    func revoke(refreshToken hash: [UInt8], for reason: RevocationReason, at now: Instant) async throws(PostgresError)
        -> Revocation?
}

/// A refresh token that is shown, and what shall take its place.
struct RefreshExchange: Sendable {
    let shown: [UInt8]
    let next: [UInt8]
    let device: Device
    let now: Instant
    /// A token rotated at this instant or later may be used once more (another tab had it too).
    let graceStart: Instant
    /// The end of the new access token, unless the session ends before.
    let accessEndsAt: Instant
}

/// What the store made of a refresh token.
enum RefreshVerdict: Sendable {
    /// It was alive: its place is taken by the next. `isSibling`: it had been rotated just before, and the next stands beside the
    /// one of then.
    case refreshed(user: User, session: SessionRow, isSibling: Bool)
    /// It had been used before, too long ago: the session has been ended.
    case reused(Revocation)
    /// Its session has ended, or its owner may not sign in.
    case ended
    /// Nobody was ever given it, or its session ended long ago.
    case unknown
}
