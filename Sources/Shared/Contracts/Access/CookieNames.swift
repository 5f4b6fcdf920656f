/// The cookies auth sets.
package enum CookieNames {
    /// HttpOnly, SameSite=Lax, Path=/.
    package static let accessToken = "accessToken"
    /// HttpOnly, SameSite=Strict, `refreshTokenPath`.
    package static let refreshToken = "refreshToken"
    package static let refreshTokenPath = "/api/auth"
}
