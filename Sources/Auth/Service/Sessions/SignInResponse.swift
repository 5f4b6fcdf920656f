import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL

/// What a client gets after signing in: `{user, accessToken, expiresIn}` (seconds) and both tokens as cookies (RFC 6265).
struct SignInResponse: Sendable {
    /// Cookies over TLS only; false when the site is on loopback, where there is no TLS.
    let secureCookies: Bool
    let names: CookieNames
    /// Signs the cookie of a known device.
    let key: HMACSHA256

    /// `showsRefreshToken`: in the body too, for a client that keeps no cookies.
    /// `more`: further members.
    func make(
        _ signIn: SignIn, status: HTTPStatus, showsRefreshToken: Bool = false, more: (inout JSONWriter) -> Void = { _ in }
    ) -> Response {
        var response = Response.json(status) { json in
            json.beginObject()
            json.key("user")
            json.value(signIn.user)
            json.field("accessToken", signIn.accessToken)
            json.field("expiresIn", signIn.accessLifetimeSeconds)
            if showsRefreshToken { json.field("refreshToken", signIn.refreshToken) }
            more(&json)
            json.endObject()
        }
        setCookies(signIn, &response.fields)
        return response
    }

    func setCookies(_ signIn: SignIn, _ fields: inout HTTPFields) {
        fields.append("Set-Cookie", accessCookie(signIn))
        fields.append("Set-Cookie", refreshCookie(signIn))
    }

    /// For a client whose session has ended.
    func clearCookies(_ fields: inout HTTPFields) {
        fields.append("Set-Cookie", cookie(names.accessToken, "", "/", "Lax", 0))
        fields.append("Set-Cookie", cookie(names.refreshToken, "", CookieNames.path, "Strict", 0))
    }

    /// Lax: sent when somebody follows a link to us, but not with requests that another site's page makes.
    private func accessCookie(_ signIn: SignIn) -> String {
        cookie(names.accessToken, signIn.accessToken, "/", "Lax", signIn.accessLifetimeSeconds)
    }

    /// Strict, and only to the service that can use it.
    private func refreshCookie(_ signIn: SignIn) -> String {
        cookie(names.refreshToken, signIn.refreshToken, CookieNames.path, "Strict", signIn.refreshLifetimeSeconds)
    }

    /// A cookie with these attributes (RFC 6265 section 4.1); `maxAge` 0 clears it.
    func cookie(_ name: StaticString, _ value: String, _ path: String, _ sameSite: String, _ maxAge: Int64) -> String {
        "\(name)=\(value); Path=\(path); Max-Age=\(maxAge); HttpOnly; SameSite=\(sameSite)" + (secureCookies ? "; Secure" : "")
    }
}
