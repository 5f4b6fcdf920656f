import Access
import AuthDomain
import Basics
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// Sets a forgotten password anew by a link in a mail, in the browser that asked for it.
///
/// Asking has the same answer and does the same work for every address: a row in the queue of letters. Whether anybody has the
/// address is looked up when the letter is about to leave.
struct RecoverPassword {
    static let cookieLifetimeSeconds: Int64 = 1_800

    let store: RecoveryStore
    let letters: Letters
    let passwords: any PasswordHasher
    let choice: PasswordChoice
    let check: CheckFactor
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Returns the cookie for the browser. Throws 409 `mail_off`, 422.
    func ask(_ body: JSONValue) async throws -> String {
        let request = try MailRequest(body)
        try letters.requireSending()
        let cookie = Self.makeCookie()
        try await letters.write(
            .recovery, of: nil, to: request.email, cookie: MailToken.digest(cookie), language: request.language)
        return cookie
    }

    static func makeCookie() -> String { Base64URL.encode(RandomBytes.generate(32)) }

    /// Throws 401 `second_factor_needed` with the methods there are, `second_factor_refused`, `passkey_refused`; 410
    /// `link_refused`, the same for all reasons; 422 with everything wrong; 503 `overloaded`, `store_unavailable`. Returns the
    /// account's address.
    func complete(_ body: JSONValue, cookie: String?, on device: Device) async throws -> String {
        var decoder = ObjectDecoder(body)
        let token = decoder.required("token", .string(1...100))
        let password = decoder.required("newPassword", FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text })
        let members = FactorProof.fields(of: &decoder)
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        let link = RecoveryStore.Link(
            digest: MailToken.digest(fields[token]), cookieDigest: MailToken.digest(cookie ?? ""))
        guard let user = try await store.account(of: link, at: clock.instant) else { throw MailToken.refused }
        let new = try read(fields[password], for: user)
        if user.hasSecondFactor {
            guard let proof = FactorProof(members, in: fields) else { throw try await factorNeeded(of: user.id) }
            _ = try await check(proof, of: user.id, on: device)
        }
        let hash = try await passwords.hash(new.bytes)
        guard
            let revoked = try await store.complete(
                link, of: user, hash: hash, at: clock.instant, telling: events,
                entry: events.entry(by: user.id, as: user.role, on: device))
        else { throw MailToken.refused }
        announcer.announce(revoked)
        await events.record(.passwordReset, of: user.id, from: device, detail: ["revokedSessions": "\(revoked.count)"])
        return user.email
    }

    private func read(_ text: String, for user: User) throws -> Password {
        let context = [choice.site, user.email, user.firstName, user.lastName]
        switch NewPassword.decide(text, of: context, policy: choice.policy) {
        case .failure(let refusal): throw ValidationErrors(refusal.violations.map(FieldError.init))
        case .success(let password):
            try choice.breached?.refuse(password, at: "/newPassword")
            return password
        }
    }

    private func factorNeeded(of user: UserID) async throws -> Problem {
        let methods = try await store.methods(of: user).map(\.rawValue).joined(separator: " ")
        return Problem(.secondFactorNeeded, "The account has a second factor: send totp, recoveryCode or assertion too.")
            .with("methods", methods)
    }
}

extension MailToken {
    static var refused: Problem {
        Problem(.linkRefused, "The link was used, is too old, or was asked for in another browser; ask for a new one.")
    }
}

extension Letters {
    /// Throws 409 `mail_off`.
    func requireSending() throws(Problem) {
        guard areSent else { throw Problem(.mailOff, "This clinic sends no mail: ask it for help.") }
    }
}
