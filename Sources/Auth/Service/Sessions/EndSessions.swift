import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Ends sessions for their owner: the current one, another one, or all. They end everywhere at once.
struct EndSessions {
    let sessions: SessionStore
    let issuer: SessionIssuer
    let names: CookieNames
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 503 `store_unavailable`.
    func logOut(_ principal: Principal, on device: Device) async throws {
        if let revocation = try await sessions.revoke(
            principal.sessionID, of: principal.userID, for: .logout, at: clock.instant)
        {
            announcer.announce([revocation])
            await events.record(.logout, of: principal.userID, session: principal.sessionID, from: device)
        }
    }

    /// For a client whose access token has expired. False when the refresh token belongs to no live session.
    func logOut(refreshToken: String, on device: Device) async throws -> Bool {
        guard let revocation = try await sessions.revoke(refreshToken: issuer.hash(refreshToken), for: .logout, at: clock.instant)
        else { return false }
        announcer.announce([revocation])
        await events.record(.logout, of: revocation.userID, session: revocation.sessionID, from: device)
        return true
    }

    /// After a sign-in, ends the sessions that this browser was in before: nobody can use them from there any more, but copies of
    /// their tokens would live on.
    func replace(_ left: LeftSession, by new: SessionID, on device: Device) async throws {
        var revoked: [Revocation] = []
        if let principal = left.principal,
            let one = try await sessions.revoke(
                principal.sessionID, of: principal.userID, for: .replaced, at: clock.instant)
        {
            revoked.append(one)
        }
        if let hash = left.refreshHash, let one = try await sessions.revoke(refreshToken: hash, for: .replaced, at: clock.instant) {
            revoked.append(one)
        }
        announcer.announce(revoked)
        for one in revoked {
            await events.record(.sessionReplaced, of: one.userID, session: one.sessionID, from: device, detail: ["by": "\(new)"])
        }
    }

    /// Ends the session that the cookies of a sign-in belong to.
    func leave(_ request: Request, _ authenticator: Authenticator, for signIn: SignIn) async throws {
        try await replace(LeftSession(request, authenticator, issuer, names), by: signIn.session.id, on: Device(request))
    }

    /// All sessions of somebody else, by an admin.
    func logOut(_ user: UserID, by admin: Principal, on device: Device) async throws {
        let revoked = try await sessions.endAll(of: user, at: clock.instant, entry: events.entry(by: admin, on: device))
        announcer.announce(revoked)
        await events.record(
            .sessionsEnded, of: user, from: device, detail: ["by": "\(admin.userID)", "sessions": "\(revoked.count)"])
    }

    func logOutEverywhere(_ principal: Principal, on device: Device) async throws {
        let revoked = try await sessions.revokeAll(of: principal.userID, for: .logoutAll, at: clock.instant)
        announcer.announce(revoked)
        await events.record(
            .logoutAll, of: principal.userID, session: principal.sessionID, from: device, detail: ["sessions": "\(revoked.count)"])
    }

    /// Throws 404 for an id that is not a live session of theirs.
    func revoke(_ id: String, of principal: Principal, on device: Device) async throws {
        guard let session = SessionID(id),
            let revocation = try await sessions.revoke(session, of: principal.userID, for: .revoked, at: clock.instant)
        else { throw Problem(.notFound, "You have no session of this id.") }
        announcer.announce([revocation])
        await events.record(
            .sessionRevoked, of: principal.userID, session: session, from: device, detail: ["by": "\(principal.sessionID)"])
    }
}
