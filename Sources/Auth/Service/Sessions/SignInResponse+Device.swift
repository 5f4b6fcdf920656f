import AuthDomain
import Contracts
import HTTPWire

extension SignInResponse {
    /// The browser is known from now on.
    func remember(_ signIn: SignIn, _ fields: inout HTTPFields) {
        let value = KnownDevice.cookie(for: signIn.user.email, key, at: signIn.session.authenticatedAt)
        fields.append(
            "Set-Cookie", cookie(names.knownDevice, value, CookieNames.path, "Strict", KnownDevice.lifetimeSeconds))
    }
}
