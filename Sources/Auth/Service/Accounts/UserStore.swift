import AuthDomain
import Contracts
import Postgres

/// Where accounts live. Each method is one statement and its own transaction.
protocol UserStore {
    /// Keeps a new account with its first session. False, and nothing kept, when somebody has the email already.
    func register(_ user: User, passwordHash: String, session: SessionRow) async throws(PostgresError) -> Bool

    /// The account of an email, in whatever case it was registered.
    func credentials(of email: EmailAddress) async throws(PostgresError) -> Credentials?

    /// Keeps a session of somebody who has shown the password of `credentials`. False, and nothing kept, when that password or
    /// the account has ceased to be valid meanwhile.
    func open(_ session: SessionRow, with credentials: Credentials) async throws(PostgresError) -> Bool

    func user(_ id: UserID) async throws(PostgresError) -> User?
}

/// An account and what its owner proves himself with.
struct Credentials: Sendable {
    let user: User
    /// Nil for somebody who signs in through a provider only.
    let passwordHash: String?
}
