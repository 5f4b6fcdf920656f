import Access
import Contracts
import CoreHTTP

/// The session, or two, that the cookies of a browser belong to when it signs in.
struct LeftSession: Sendable {
    /// From the access token, while it is valid.
    var principal: Principal?
    /// HMAC of the refresh token.
    var refreshHash: [UInt8]?

    init(_ request: Request, _ authenticator: Authenticator, _ issuer: SessionIssuer, _ names: CookieNames) {
        principal = request.cookieOctets(names.accessToken).flatMap {
            try? authenticator.principal(token: $0, settingUpFactor: true)
        }
        refreshHash = request.cookie(names.refreshToken).flatMap { $0.isEmpty ? nil : issuer.hash($0) }
    }
}
