import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// The address of one's own account: confirmed, changed, changed back, by links in mails. All but the last also need the owner's
/// session, so that nobody confirms an account that a stranger has made in their name.
struct ChangeAddress {
    let store: AddressStore
    let letters: Letters
    let users: UserStore
    let passwords: any PasswordHasher
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Sends the letter again, unless the address is verified. Throws 409 `mail_off`.
    func askToVerify(by principal: Principal) async throws {
        try letters.requireSending()
        guard let user = try await users.user(principal.userID), !user.emailVerified, let address = EmailAddress(user.email) else {
            return
        }
        try await letters.write(.verification, of: user.id, to: address)
    }

    /// Throws 410 `link_refused`, 422.
    func verify(_ body: JSONValue, by principal: Principal, on device: Device) async throws -> User {
        guard
            let user = try await store.verify(
                try Self.digest(body), of: principal.userID, at: clock.instant, entry: events.entry(by: principal, on: device))
        else { throw MailToken.refused }
        await events.record(.emailVerified, of: user.id, session: principal.sessionID, from: device)
        return user
    }

    /// The answer is the same whether somebody else has the address or not. Throws 401 `session_revoked`, 409 `mail_off`, 422.
    func ask(_ body: JSONValue, by principal: Principal) async throws {
        var decoder = ObjectDecoder(body)
        let email = decoder.required("email", EmailAddress.field)
        decoder.rejectUnknown()
        let address = try decoder.finish()[email]
        try letters.requireSending()
        guard try await users.user(principal.userID) != nil else { throw Authenticator.sessionRevoked }
        try await letters.write(.newAddress, of: principal.userID, to: address)
    }

    /// Throws 409 `email_taken`, 410 `link_refused`, 422.
    func change(_ body: JSONValue, by principal: Principal, on device: Device) async throws -> User {
        guard
            let change = try await store.change(
                try Self.digest(body), by: principal, at: clock.instant, entry: events.entry(by: principal, on: device))
        else { throw MailToken.refused }
        announcer.announce(change.revoked)
        await events.record(
            .emailChanged, of: principal.userID, session: principal.sessionID, from: device,
            detail: ["revokedSessions": "\(change.revoked.count)"])
        return change.user
    }

    /// Returns the cookie with which the password can be set anew. Throws 409 `email_taken`, 410 `link_refused`, 422.
    func changeBack(_ body: JSONValue, on device: Device) async throws -> String {
        let digest = try Self.digest(body)
        let cookie = RecoverPassword.makeCookie()
        let hash = try await passwords.hash(Array(RecoverPassword.makeCookie().utf8))
        guard
            let change = try await store.changeBack(
                digest, hash: hash, cookie: MailToken.digest(cookie), at: clock.instant,
                entry: { events.entry(by: $0.id, as: $0.role, on: device) })
        else { throw MailToken.refused }
        announcer.announce(change.revoked)
        announcer.announce(change.user)
        await events.record(
            .emailChangeUndone, of: change.user.id, from: device, detail: ["revokedSessions": "\(change.revoked.count)"])
        return cookie
    }

    private static func digest(_ body: JSONValue) throws(ValidationErrors) -> [UInt8] {
        var decoder = ObjectDecoder(body)
        let token = decoder.required("token", .string(1...100))
        decoder.rejectUnknown()
        return MailToken.digest(try decoder.finish()[token])
    }
}
