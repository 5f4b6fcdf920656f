import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// Gives oneself another password; all other sessions end, since one of them may be the reason.
struct ChangePassword {
    let users: any UserStore
    let passwords: any PasswordHasher
    let policy: PasswordPolicy
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 401 `invalid_credentials` when the current password is wrong (also for an account that has none), 401 `session_revoked`,
    /// 422 with everything wrong, 503 `overloaded`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, by principal: Principal, on device: Device) async throws {
        let change = try read(body)
        guard let credentials = try await users.credentials(of: principal.userID) else { throw Authenticator.sessionRevoked }
        let isPossible = Bcrypt.takes(change.current)
        let matches = try await passwords.verify(
            isPossible ? change.current : [], credentials.passwordHash ?? passwords.unknownPasswordHash)
        guard matches, isPossible, credentials.passwordHash != nil else { return try await refuse(principal, on: device) }
        let hash = try await passwords.hash(change.new.bytes)
        guard
            let revoked = try await users.changePassword(
                credentials, to: hash, keeping: principal.sessionID, at: clock.instant)
        else { return try await refuse(principal, on: device) }
        announcer.announce(revoked)
        await events.record(
            .passwordChanged, of: principal.userID, session: principal.sessionID, from: device,
            detail: ["revokedSessions": "\(revoked.count)"])
    }

    private func refuse(_ principal: Principal, on device: Device) async throws {
        await events.record(.passwordChangeFailed, of: principal.userID, session: principal.sessionID, from: device)
        throw Problem(.invalidCredentials, "The current password is wrong.")
    }

    private func read(_ body: JSONValue) throws -> PasswordChange {
        var members = FormMembers(body)
        let current = members.text("currentPassword")
        let new = members.text("newPassword")
        members.rejectOthers()
        switch PasswordChange.decide(current: current, new: new, policy: policy) {
        case .invalid(let violations): throw members.errors(and: violations)
        case .accepted(let change):
            guard members.errors.isEmpty else { throw ValidationErrors(members.errors) }
            return change
        }
    }
}
