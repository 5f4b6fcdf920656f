import Contracts
import CoreHTTP
import HTTPWire
import Hosting

/// Who is a front desk, as auth knows it: GET /internal/users/:id.
struct DeskDirectory {
    let auth: AuthClient

    /// Whether somebody with this id is one, switched off or not.
    func has(_ id: UserID, trace: TraceContext) async throws(AuthUnavailable) -> Bool {
        let response = try await auth.get("/internal/users/\(id)", route: "/internal/users/:id", trace: trace)
        switch response.status.code {
        case 200: break
        case 404: return false
        case let code: throw AuthUnavailable(reason: .status(code))
        }
        guard let json = try? JSONReader.parse(response.body), let role = json["role"]?.text else {
            throw AuthUnavailable(reason: .unreadable)
        }
        return role == Role.desk.rawValue
    }
}
