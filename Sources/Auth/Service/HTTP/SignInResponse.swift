import Contracts
import CoreHTTP
import HTTPWire

/// What a client gets when it has signed in: `{user, accessToken, expiresIn}` (seconds) and both tokens as cookies (RFC 6265).
struct SignInResponse: Sendable {
    /// Cookies over TLS only; false when the site is on loopback, where there is none.
    let secureCookies: Bool

    /// `showsRefreshToken`: in the body too, for a client that keeps no cookies.
    func make(_ signIn: SignIn, status: HTTPStatus, showsRefreshToken: Bool = false) -> Response {
        var response = Response.json(status) { json in
            json.beginObject()
            json.key("user")
            json.value(signIn.user)
            json.field("accessToken", signIn.accessToken)
            json.field("expiresIn", signIn.accessLifetimeSeconds)
            if showsRefreshToken { json.field("refreshToken", signIn.refreshToken) }
            json.endObject()
        }
        setCookies(signIn, &response.fields)
        return response
    }

    func setCookies(_ signIn: SignIn, _ fields: inout HTTPFields) {
        fields.append("Set-Cookie", accessCookie(signIn))
        fields.append("Set-Cookie", refreshCookie(signIn))
    }

    /// For a client whose session has ended: it forgets both tokens.
    func forget(_ fields: inout HTTPFields) {
        fields.append("Set-Cookie", cookie(CookieNames.accessToken, "", "/", "Lax", 0))
        fields.append("Set-Cookie", cookie(CookieNames.refreshToken, "", CookieNames.refreshTokenPath, "Strict", 0))
    }

    /// Lax: sent when somebody follows a link to us, never with a foreign page's request.
    private func accessCookie(_ signIn: SignIn) -> String {
        cookie(CookieNames.accessToken, signIn.accessToken, "/", "Lax", signIn.accessLifetimeSeconds)
    }

    /// Strict, and to the one service that can use it.
    private func refreshCookie(_ signIn: SignIn) -> String {
        cookie(
            CookieNames.refreshToken, signIn.refreshToken, CookieNames.refreshTokenPath, "Strict", signIn.refreshLifetimeSeconds)
    }

    private func cookie(_ name: String, _ value: String, _ path: String, _ sameSite: String, _ maxAge: Int64) -> String {
        "\(name)=\(value); Path=\(path); Max-Age=\(maxAge); HttpOnly; SameSite=\(sameSite)" + (secureCookies ? "; Secure" : "")
    }
}
