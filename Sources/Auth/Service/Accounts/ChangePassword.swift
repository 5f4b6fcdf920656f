import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// Changes one's own password. All other sessions end, since one of them may be the reason. This one goes on with a new pair of
/// tokens; if a copy of its former refresh token is used, it ends.
struct ChangePassword {
    let users: UserStore
    let passwords: any PasswordHasher
    let choice: PasswordChoice
    let sessions: SessionIssuer
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 401 `invalid_credentials` when the current password is wrong (also for an account that has none), 401
    /// `session_revoked`, 422 with everything wrong, 503 `overloaded`, `store_unavailable`. Nil: this session has ended meanwhile
    /// as well.
    func callAsFunction(_ body: JSONValue, by principal: Principal, on device: Device) async throws -> SignIn? {
        guard let credentials = try await users.credentials(of: principal.userID) else { throw Authenticator.sessionRevoked }
        let change = try read(body, of: credentials.user)
        try choice.breached?.refuse(change.new, at: "/newPassword")
        guard try await passwords.matches(change.current, credentials.passwordHash) else { try await refuse(principal, on: device) }
        let hash = try await passwords.hash(change.new.bytes)
        let (now, token) = (clock.instant, sessions.refreshToken())
        let renewal = SessionRenewal(
            id: principal.sessionID, refreshHash: sessions.hash(token), device: device, now: now,
            accessEndsAt: sessions.accessEnd(at: now))
        guard
            let outcome = try await users.changePassword(
                credentials, to: hash, renewing: renewal, telling: events, entry: events.entry(by: principal, on: device))
        else {
            try await refuse(principal, on: device)
        }
        announcer.announce(outcome.revoked)
        await events.record(
            .passwordChanged, of: principal.userID, session: principal.sessionID, from: device,
            detail: ["revokedSessions": "\(outcome.revoked.count)"])
        return outcome.renewed.map { sessions.signIn(credentials.user, $0, refreshToken: token, at: now) }
    }

    private func refuse(_ principal: Principal, on device: Device) async throws -> Never {
        await events.record(.passwordChangeFailed, of: principal.userID, session: principal.sessionID, from: device)
        throw Problem(.invalidCredentials, "The current password is wrong.")
    }

    private func read(_ body: JSONValue, of user: User) throws -> PasswordChange {
        var members = FormMembers(body)
        let current = members.text("currentPassword")
        let new = members.text("newPassword")
        members.rejectOthers()
        let context = [choice.site, user.email, user.firstName, user.lastName]
        switch PasswordChange.decide(current: current, new: new, policy: choice.policy, context: context) {
        case .invalid(let violations): throw members.errors(and: violations.map(FieldError.init))
        case .accepted(let change):
            guard members.errors.isEmpty else { throw members.errors(and: []) }
            return change
        }
    }
}
