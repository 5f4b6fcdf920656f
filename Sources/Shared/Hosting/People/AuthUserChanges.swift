import Access
import Contracts
import CoreHTTP
import HTTPWire

/// Who has changed, according to auth: GET /internal/users/changes.
struct AuthUserChanges {
    let auth: AuthClient

    private static let pageSize = 100

    /// The changes after `position`, oldest first.
    func page(after position: Int64) async throws(AuthUnavailable) -> UserChangePage {
        let path = "/internal/users/changes"
        let response = try await auth.get("\(path)?since=\(position)&limit=\(Self.pageSize)", route: path, trace: nil)
        guard response.status.code == 200 else { throw AuthUnavailable(reason: .status(response.status.code)) }
        guard let page = UserChangePage(body: response.body) else { throw AuthUnavailable(reason: .unreadable) }
        return page
    }
}
