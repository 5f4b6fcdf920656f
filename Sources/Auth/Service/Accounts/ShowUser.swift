import Access
import AuthDomain
import Contracts
import CoreHTTP

/// Anybody's account: for an admin, and for another daemon.
struct ShowUser {
    let users: UserStore

    /// Throws 404 for a text that is not an id, or nobody's; 503 `store_unavailable`.
    func callAsFunction(_ id: String) async throws -> User {
        guard let id = UserID(id), let user = try await users.user(id) else { throw Problem(.notFound, "Nobody has this id.") }
        return user
    }
}
