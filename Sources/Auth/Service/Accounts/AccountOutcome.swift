import AuthDomain
import Contracts

/// The outcome of an admin's change.
enum AccountOutcome: Sendable {
    case notFound
    /// The account was like that already.
    case unchanged(User)
    /// Refused: it would have removed the last active admin.
    case lastAdmin
    case changed(from: User, to: User, revoked: [Revocation])
}
