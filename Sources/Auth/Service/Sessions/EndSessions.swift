import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Ends sessions at their owner's wish: the one he is in, another one, or all. Dead everywhere at once.
struct EndSessions {
    let sessions: any SessionStore
    let issuer: SessionIssuer
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

    /// For a client whose access token has expired. False when the refresh token belongs to no session alive.
    func logOut(refreshToken: String, on device: Device) async throws -> Bool {
        guard let revocation = try await sessions.revoke(refreshToken: issuer.hash(refreshToken), for: .logout, at: clock.instant)
        else { return false }
        announcer.announce([revocation])
        await events.record(.logout, of: revocation.userID, session: revocation.sessionID, from: device)
        return true
    }

    func logOutEverywhere(_ principal: Principal, on device: Device) async throws {
        let revoked = try await sessions.revokeAll(of: principal.userID, for: .logoutAll, at: clock.instant)
        announcer.announce(revoked)
        await events.record(
            .logoutAll, of: principal.userID, session: principal.sessionID, from: device, detail: ["sessions": "\(revoked.count)"])
    }

    /// Throws 404 for what is no session of his that is alive.
    func revoke(_ id: String, of principal: Principal, on device: Device) async throws {
        guard let session = SessionID(id),
            let revocation = try await sessions.revoke(session, of: principal.userID, for: .revoked, at: clock.instant)
        else { throw Problem(.notFound, "You have no session of this id.") }
        announcer.announce([revocation])
        await events.record(
            .sessionRevoked, of: principal.userID, session: session, from: device, detail: ["by": "\(principal.sessionID)"])
    }
}
