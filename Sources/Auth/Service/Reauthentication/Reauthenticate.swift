import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime

/// Somebody who is signed in shows again who they are (RFC 9470): by password, and by a second factor if the account has one; a
/// passkey is enough. They continue in a new session, and the old one ends.
struct Reauthenticate {
    let users: UserStore
    let passwords: any PasswordHasher
    let check: CheckFactor
    let sessions: SessionIssuer
    let pending: PendingSignIns
    let ended: SessionStore
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 401 `invalid_credentials`, `second_factor_refused`, `passkey_refused`, `session_revoked`, 422.
    func callAsFunction(_ body: JSONValue, by principal: Principal, on device: Device) async throws -> SignIn {
        var decoder = ObjectDecoder(body)
        let password = decoder.optional("password", FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text })
        let members = FactorProof.fields(of: &decoder)
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        let proof = FactorProof(members, in: fields)
        guard let credentials = try await users.credentials(of: principal.userID) else { throw Authenticator.sessionRevoked }
        do {
            let methods = try await proven(fields[password], proof, credentials, on: device)
            return try await renew(credentials.user, methods, principal, on: device)
        } catch let problem as Problem where problem.status == .unauthorized {
            await events.record(.reauthenticationFailed, of: principal.userID, session: principal.sessionID, from: device)
            throw problem
        }
    }

    private func proven(
        _ password: String?, _ proof: FactorProof?, _ credentials: Credentials, on device: Device
    ) async throws -> AuthenticationMethods {
        if case .passkey = proof, let proof { return try await check(proof, of: credentials.user.id, on: device) }
        guard let password, try await passwords.matches(Array(password.utf8), credentials.passwordHash) else {
            throw Problem(.invalidCredentials, "The password is wrong.")
        }
        guard credentials.user.hasSecondFactor else { return .password }
        guard let proof else { throw Problem(.validationFailed, "Send totp, recoveryCode or assertion too.") }
        return try await check(proof, of: credentials.user.id, on: device).union(.password)
    }

    private func renew(
        _ user: User, _ methods: AuthenticationMethods, _ principal: Principal, on device: Device
    ) async throws -> SignIn {
        let signIn = sessions.issue(for: user, on: device, by: methods, at: clock.instant)
        let entry = events.entry(by: principal, on: device)
        guard try await pending.open(signIn.session, of: user.id, entry: entry) != nil else { throw Authenticator.sessionRevoked }
        if let revocation = try await ended.revoke(
            principal.sessionID, of: user.id, for: .reauthenticated, at: clock.instant)
        {
            announcer.announce([revocation])
        }
        await events.record(
            .reauthenticated, of: user.id, session: signIn.session.id, from: device, detail: ["amr": methods.text])
        return signIn
    }
}
