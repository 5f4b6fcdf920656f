import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// Signs somebody in by email and password.
///
/// Whoever may not sign in learns nothing but that, and not sooner either: a wrong password, an unknown email, an account
/// without a password or one that is switched off all cost one verification and get the same answer.
struct LogIn {
    let users: any UserStore
    let passwords: any PasswordHasher
    let sessions: SessionIssuer
    let clock: WallClock

    /// Throws 401 `invalid_credentials`, 422 when a member is missing, 503 `overloaded`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, on device: Device) async throws -> SignIn {
        var decoder = ObjectDecoder(body)
        let emailField = decoder.required("email", Self.anyText)
        let passwordField = decoder.required("password", Self.anyText)
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        guard let credentials = try await verified(email: fields[emailField], password: Array(fields[passwordField].utf8)) else {
            throw Self.refusal
        }
        let signIn = sessions.issue(for: credentials.user, on: device, at: clock.instant)
        guard try await users.open(signIn.session, with: credentials) else { throw Self.refusal }
        return signIn
    }

    private func verified(email: String, password: [UInt8]) async throws -> Credentials? {
        var credentials: Credentials?
        if let email = EmailAddress(email) { credentials = try await users.credentials(of: email) }
        let isPossible = password.count <= Bcrypt.passwordLimit && !password.contains(0)
        let hash = credentials?.passwordHash
        let matches = try await passwords.verify(isPossible ? password : [], hash ?? passwords.unknownPasswordHash)
        guard let credentials, hash != nil, matches, isPossible, credentials.user.active else { return nil }
        return credentials
    }

    private static let anyText = FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text }

    private static var refusal: Problem { Problem(.invalidCredentials, "Check both and try again.") }
}
