import AuthDomain
import Contracts
import HTTPWire

extension SignInResponse {
    /// Sets the cookie by which the browser is known from now on.
    func remember(_ signIn: SignIn, _ fields: inout HTTPFields) {
        let value = KnownDevice.cookie(for: signIn.user.email, key, at: signIn.session.authenticatedAt)
        fields.append(
            "Set-Cookie", cookie(names.knownDevice, value, CookieNames.path, "Strict", KnownDevice.lifetimeSeconds))
    }

    /// The same for `seconds` only: long enough to sign in.
    func makeKnown(to email: String, at now: Instant, for seconds: Int64, _ fields: inout HTTPFields) {
        let value = KnownDevice.cookie(for: email, key, at: now.adding(seconds: seconds - KnownDevice.lifetimeSeconds))
        fields.append("Set-Cookie", cookie(names.knownDevice, value, CookieNames.path, "Strict", seconds))
    }
}
