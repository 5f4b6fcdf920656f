import Access
import AuthDomain
import Contracts
import Postgres

/// Where accounts live. Each method is a transaction of its own.
protocol UserStore {
    /// Keeps a new account with its first session. False, and nothing kept, when somebody has the email already.
    func register(_ user: User, passwordHash: String, session: SessionRow) async throws(PostgresError) -> Bool

    /// Keeps a new account without a session. False, and nothing kept, when somebody has the email already.
    func add(_ user: User, passwordHash: String) async throws(PostgresError) -> Bool

    /// The account of an email, in whatever case it was registered.
    func credentials(of email: EmailAddress) async throws(PostgresError) -> Credentials?

    func credentials(of id: UserID) async throws(PostgresError) -> Credentials?

    /// Keeps a session of somebody who has shown the password of `credentials`. False, and nothing kept, when that password or
    /// the account has ceased to be valid meanwhile.
    func open(_ session: SessionRow, with credentials: Credentials) async throws(PostgresError) -> Bool

    func user(_ id: UserID) async throws(PostgresError) -> User?

    /// The account afterwards; nil when it is gone or switched off.
    func change(_ id: UserID, to profile: ProfileChange, at now: Instant) async throws(PostgresError) -> User?

    /// Puts `hash` in the place of the one in `credentials`, for the same password. Does nothing when that has changed meanwhile.
    func rehash(_ credentials: Credentials, to hash: String) async throws(PostgresError)

    /// Changes the password and ends all sessions but `kept`. Nil, and nothing changed, when the password in `credentials` or the
    /// account has ceased to be valid meanwhile.
    func changePassword(_ credentials: Credentials, to hash: String, keeping kept: SessionID, at now: Instant) async throws
        -> [Revocation]?

    /// Changes role and active flag; ends the sessions that may not live on.
    func change(_ id: UserID, by change: AccountChange, at now: Instant) async throws -> AccountOutcome

    /// Newest first, after `position`, at most `limit`.
    func users(_ filter: UserFilter, after position: PagePosition?, limit: Int) async throws(PostgresError) -> [User]

    /// Bookable doctors by last and first name, after `position`, at most `limit`.
    func doctors(_ filter: DoctorFilter, after position: DoctorPosition?, limit: Int) async throws(PostgresError) -> [User]

    /// Whose name, role or active flag has changed after `position`, and new accounts, in the order of the commits: nothing that is
    /// committed later comes before `position`. At most `limit`.
    func changes(since position: Int64, limit: Int) async throws(PostgresError) -> UserChangePage
}

/// An account and what its owner proves himself with.
struct Credentials: Sendable {
    let user: User
    /// Nil for somebody who signs in through a provider only.
    let passwordHash: String?
}

/// What the owner changes of an account; nil keeps, and of what may be absent `.some(nil)` clears.
struct ProfileChange: Sendable {
    var firstName: PersonName?
    var lastName: PersonName?
    var phone: PhoneNumber??
    var specialization: Specialization??

    var isEmpty: Bool { firstName == nil && lastName == nil && phone == nil && specialization == nil }
    var changesName: Bool { firstName != nil || lastName != nil }
}

/// What became of an admin's change.
enum AccountOutcome: Sendable {
    case notFound
    /// It was so already.
    case unchanged(User)
    /// It would have taken the last active admin.
    case lastAdmin
    case changed(from: User, to: User, revoked: [Revocation])
}

/// Which accounts are listed; nil: any.
struct UserFilter: Sendable {
    var words: SearchWords?
    var role: Role?
    var active: Bool?
}

/// Which doctors are listed; nil: any.
struct DoctorFilter: Sendable {
    var words: SearchWords?
    /// The beginning of it, in any case.
    var specialization: String?
}

/// A page of doctors begins after this one.
struct DoctorPosition: Sendable, Equatable {
    let lastName: String
    let firstName: String
    let id: UserID
}
