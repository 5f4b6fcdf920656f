import Basics
import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL

/// A sign-in that waits for its second factor, as the client has it: a token for the body, and a cookie that shows that the second
/// step comes from the browser of the first. Works for five minutes, once.
struct PendingSignIn: Sendable {
    static let lifetimeSeconds: Int64 = 300

    /// What can be shown as the second factor.
    enum Method: String, Sendable {
        case passkey, totp, recoveryCode
    }

    let token: String
    let cookie: String
    let methods: [Method]

    static func digest(_ text: String) -> [UInt8] { SHA256.hash(Array(text.utf8)) }
}

extension SignInResponse {
    /// `{mfaRequired, mfaToken, methods, expiresIn}`; nobody is signed in.
    func make(_ pending: PendingSignIn) -> Response {
        var response = Response.json { json in
            json.beginObject()
            json.field("mfaRequired", true)
            json.field("mfaToken", pending.token)
            json.key("methods")
            json.beginArray()
            for method in pending.methods { json.value(method.rawValue) }
            json.endArray()
            json.field("expiresIn", PendingSignIn.lifetimeSeconds)
            json.endObject()
        }
        setStep(pending.cookie, &response.fields)
        return response
    }

    /// Sets the cookie of the second step. An empty value clears it: the step is over.
    func setStep(_ value: String, _ fields: inout HTTPFields) {
        let life = value.isEmpty ? 0 : PendingSignIn.lifetimeSeconds
        fields.append("Set-Cookie", cookie(names.signInStep, value, CookieNames.path, "Strict", life))
    }
}
