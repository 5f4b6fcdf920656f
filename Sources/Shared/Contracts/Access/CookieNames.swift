/// The cookies auth sets. Over TLS their names begin with a word that makes browsers refuse them from anybody but this very host
/// (`__Host-`: RFC 6265bis section 4.1.3) or from a page without TLS (`__Secure-`); no other names are read there.
package struct CookieNames: Sendable {
    /// HttpOnly, SameSite=Lax, Path=/.
    package let accessToken: StaticString
    /// HttpOnly, SameSite=Strict, `path`, which is why it cannot be `__Host-`.
    package let refreshToken: StaticString
    /// Ties the return from an identity provider to the browser that was sent there.
    package let signInAttempt: StaticString
    /// Ties the second step of a sign-in to the first.
    package let signInStep: StaticString
    /// Marks a browser in which somebody has signed in before.
    package let knownDevice: StaticString
    /// Marks the browser in which a link to set a new password works.
    package let recovery: StaticString
    /// Marks the browser in which the code works that makes it a known one.
    package let deviceCode: StaticString
    /// The browser in which a passkey is made that accepts an invitation.
    package let invitation: StaticString

    /// The path of all of them but the access token's.
    package static let path = "/api/auth"

    /// Where there is no TLS.
    package static let plain = CookieNames(
        accessToken: "accessToken", refreshToken: "refreshToken", signInAttempt: "signInAttempt", signInStep: "signInStep",
        knownDevice: "knownDevice", recovery: "recovery", deviceCode: "deviceCode", invitation: "invitation")
    package static let prefixed = CookieNames(
        accessToken: "__Host-accessToken", refreshToken: "__Secure-refreshToken", signInAttempt: "__Secure-signInAttempt",
        signInStep: "__Secure-signInStep", knownDevice: "__Secure-knownDevice", recovery: "__Secure-recovery",
        deviceCode: "__Secure-deviceCode", invitation: "__Secure-invitation")

    package var all: [StaticString] {
        [accessToken, refreshToken, signInAttempt, signInStep, knownDevice, recovery, deviceCode, invitation]
    }
}
