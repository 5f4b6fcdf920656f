import Basics
import Contracts
import CoreHTTP
import HTTPWire
import Hosting

/// Asks auth whose account has an email address: GET /internal/users.
struct AuthPatients {
    let auth: AuthClient

    /// Nil when nobody has it.
    func person(with email: String, trace: TraceContext) async throws(AuthUnavailable) -> UserID? {
        let path = "/internal/users"
        let response = try await auth.get("\(path)?email=\(email.percentEncoded)", route: path, trace: trace)
        switch response.status.code {
        case 200:
            guard let id = (try? JSONReader.parse(response.body))?["id"]?.text.flatMap(UserID.init(_:)) else {
                throw AuthUnavailable(reason: .unreadable)
            }
            return id
        // A text that is no address is nobody's.
        case 400, 404: return nil
        case let code: throw AuthUnavailable(reason: .status(code))
        }
    }
}
