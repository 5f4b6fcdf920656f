import Access
import CoreHTTP

/// The refresh token of a request: from the body, else from the cookie.
struct RefreshTokenSent {
    let token: String
    let isInBody: Bool

    /// Nil where `init` would throw.
    static func token(in request: Request, _ cookie: StaticString) -> String? { (try? RefreshTokenSent(request, cookie))?.token }

    /// Throws 400, 415, 422 for a body that cannot be read, 401 `unauthenticated` without a token.
    init(_ request: Request, _ cookie: StaticString) throws {
        if !request.body.isEmpty {
            var decoder = ObjectDecoder(try request.json())
            let field = decoder.optional("refreshToken", .string(1...200))
            decoder.rejectUnknown()
            if let token = try decoder.finish()[field] {
                self.token = token
                isInBody = true
                return
            }
        }
        guard let token = request.cookie(cookie), !token.isEmpty else {
            throw Problem(.unauthenticated, "Send the refresh token in its cookie, or as refreshToken in the body.")
                .with(field: "WWW-Authenticate", "Bearer")
        }
        self.token = token
        isInBody = false
    }
}
