import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Reactor
import ServiceRuntime

/// Signs somebody in by email and password.
///
/// A refusal gives no reason, not even by its time: a wrong password, an unknown email, an account without a password and one that
/// is switched off all take the same verification and one row, and get the same answer.
struct LogIn {
    let users: UserStore
    let passwords: any PasswordHasher
    let sessions: SessionIssuer
    let pending: PendingSignIns
    let events: SecurityEvents
    let clock: WallClock

    /// Why somebody was not signed in: for admins, never for the one who tried.
    private enum Failure: String, Error {
        case unknownEmail = "unknown_email"
        case noPassword = "no_password"
        case wrongPassword = "wrong_password"
        case inactive
    }

    /// Throws 401 `invalid_credentials`, 422 when a member is missing, 503 `overloaded`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, on device: Device) async throws -> SignInOutcome {
        var decoder = ObjectDecoder(body)
        let emailField = decoder.required("email", Self.anyText)
        let passwordField = decoder.required("password", Self.anyText)
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        let password = Array(fields[passwordField].utf8)
        // Twice, in case the hash has changed meanwhile: another sign-in may have replaced it.
        for _ in 0..<2 {
            let credentials = try await credentials(email: fields[emailField])
            if let failure = try await failure(of: password, for: credentials) {
                try await refuse(credentials?.user.id, failure, on: device)
            }
            guard let credentials else { break }
            if credentials.user.hasSecondFactor {
                await renewHash(of: password, credentials, on: device)
                guard let begun = try await pending.begin(for: credentials.user.id, having: .password) else { continue }
                return .pending(begun)
            }
            let signIn = sessions.issue(for: credentials.user, on: device, by: .password, at: clock.instant)
            guard try await users.open(signIn.session, with: credentials) else { continue }
            await events.record(.login, of: credentials.user.id, session: signIn.session.id, from: device)
            await renewHash(of: password, credentials, on: device)
            return .signedIn(signIn)
        }
        throw Self.refusal
    }

    private func credentials(email: String) async throws -> Credentials? {
        guard let email = EmailAddress(email) else { return nil }
        return try await users.credentials(of: email)
    }

    /// Nil when the password is right and its owner may sign in. Verifies in any case.
    private func failure(of password: [UInt8], for credentials: Credentials?) async throws -> Failure? {
        let matches = try await passwords.matches(password, credentials?.passwordHash)
        guard let credentials else { return .unknownEmail }
        guard credentials.passwordHash != nil else { return .noPassword }
        guard matches else { return .wrongPassword }
        return credentials.user.active ? nil : .inactive
    }

    private func refuse(_ user: UserID?, _ failure: Failure, on device: Device) async throws {
        await events.record(.loginFailed, of: user, from: device, detail: ["reason": failure.rawValue])
        throw Self.refusal
    }

    /// Hashes the password again if it would be hashed in another way now. If that fails, the next sign-in tries again.
    private func renewHash(of password: [UInt8], _ credentials: Credentials, on device: Device) async {
        guard let old = credentials.passwordHash, !passwords.isCurrent(old) else { return }
        guard let new = try? await passwords.hash(password), (try? await users.rehash(credentials, to: new)) != nil else { return }
        await events.record(.passwordRehashed, of: credentials.user.id, from: device)
    }

    private static let anyText = FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text }

    private static var refusal: Problem { Problem(.invalidCredentials, "Check both and try again.") }
}
