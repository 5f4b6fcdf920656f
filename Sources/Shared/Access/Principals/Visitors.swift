package import CoreHTTP
import HTTPWire

/// Who may read what is shown to people who have no account yet: whoever is signed in, and everybody where the clinic lets them. A token
/// that is given counts: one that is not valid is refused.
package struct Visitors {
    /// PUBLIC_BOOKING
    package let areLetIn: Bool
    private let authenticator: Authenticator

    /// What a stranger is told may be kept by anybody for so long.
    package static let cacheControl = "public, max-age=15"

    package init(areLetIn: Bool, _ authenticator: Authenticator) {
        self.areLetIn = areLetIn
        self.authenticator = authenticator
    }

    /// Nobody is known, and need not be.
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
