package import CoreHTTP
import HTTPWire

/// Who may read what is shown to people who have no account yet: whoever is signed in, and everybody if the clinic allows it. A
/// token that is sent is checked all the same: an invalid one is refused.
package struct Visitors {
    /// PUBLIC_BOOKING
    package let areLetIn: Bool
    private let authenticator: Authenticator

    /// How long anybody may keep an answer to a stranger.
    package static let cacheControl = "public, max-age=15"

    package init(areLetIn: Bool, _ authenticator: Authenticator) {
        self.areLetIn = areLetIn
        self.authenticator = authenticator
    }

    /// The request carries no token, and needs none.
    package func isStranger(_ request: Request) -> Bool { areLetIn && !authenticator.hasToken(request) }

    /// What `body` answers. Throws 401 as `Authenticator.principal`.
    package func answer(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        guard isStranger(request) else {
            _ = try authenticator.principal(of: request)
            return try await body()
        }
        var response = try await body()
        response.fields.set("Cache-Control", Self.cacheControl)
        response.fields.append("Vary", "Authorization, Cookie")
        return response
    }
}
