import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// The end of a sign-in that needs more than a password: a second factor after the first step, or a passkey alone.
struct CompleteSignIn {
    let pending: PendingSignIns
    let check: CheckFactor
    let users: UserStore
    let sessions: SessionIssuer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 401 `sign_in_expired`, `second_factor_refused`, `passkey_refused`, 422.
    func callAsFunction(_ body: JSONValue, cookie: String?, on device: Device) async throws -> SignIn {
        var decoder = ObjectDecoder(body)
        let token = decoder.required("mfaToken", .string(1...100))
        let members = FactorProof.fields(of: &decoder)
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        guard let proof = FactorProof(members, in: fields) else {
            throw Problem(.validationFailed, "Send one of totp, recoveryCode and assertion.")
        }
        guard let cookie, let (id, shown) = try await pending.find(fields[token], cookie) else { throw Self.expired }
        let proven = try await check(proof, of: id, on: device)
        guard let user = try await users.user(id) else { throw Self.expired }
        let signIn = sessions.issue(for: user, on: device, by: shown.union(proven), at: clock.instant)
        let entry = events.entry(by: id, as: user.role, in: signIn.session.id, on: device)
        guard let opened = try await pending.complete(fields[token], cookie, with: signIn.session, entry: entry) else {
            throw Self.expired
        }
        await record(signIn, opened, on: device)
        return signIn
    }

    /// Throws 401 `passkey_refused`, 422.
    func withPasskey(_ body: JSONValue, on device: Device) async throws -> SignIn {
        var decoder = ObjectDecoder(body)
        let assertion = decoder.required("assertion", ShownPasskey.rule)
        decoder.rejectUnknown()
        let (id, methods) = try await check.passkeys.shown(try decoder.finish()[assertion], by: nil, on: device)
        guard let user = try await users.user(id) else { throw Self.expired }
        let signIn = sessions.issue(for: user, on: device, by: methods, at: clock.instant)
        let entry = events.entry(by: id, as: user.role, in: signIn.session.id, on: device)
        guard let opened = try await pending.open(signIn.session, of: id, entry: entry) else { throw Self.expired }
        await record(signIn, opened, on: device)
        return signIn
    }

    private func record(_ signIn: SignIn, _ opened: PendingSignIns.Opened, on device: Device) async {
        if opened.stopsReset {
            await events.record(.factorsResetStopped, of: signIn.user.id, from: device, detail: ["by": "sign_in"])
        }
        await events.record(
            .login, of: signIn.user.id, session: signIn.session.id, from: device, detail: ["amr": signIn.session.methods.text])
    }

    private static var expired: Problem {
        Problem(.signInExpired, "This sign-in has ended or was begun in another browser; sign in again.")
    }
}
