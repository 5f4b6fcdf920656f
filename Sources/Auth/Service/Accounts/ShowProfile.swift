import Access
import AuthDomain
import Contracts
import CoreHTTP

/// One's own account.
struct ShowProfile {
    let users: UserStore

    /// Throws 401 `session_revoked` when the account is gone or switched off, 503 `store_unavailable`.
    func callAsFunction(_ principal: Principal) async throws -> User {
        guard let user = try await users.user(principal.userID), user.active else {
            throw Authenticator.sessionRevoked
        }
        return user
    }
}
