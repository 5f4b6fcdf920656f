import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Exchanges a refresh token for a new pair. A token works once. Shown again within the grace period (two tabs of one browser, an
/// answer that got lost) it is exchanged once more; shown later it ends its session: two have it, and one of them stole it.
struct RefreshSession {
    static let graceSeconds: Int64 = 30

    let sessions: SessionStore
    let issuer: SessionIssuer
    let announcer: Announcer
    let events: SecurityEvents
    let metrics: RefreshMetrics
    let idle: SessionIdle
    let clock: WallClock

    /// Throws 401 `unauthenticated` for a token that is not one of ours, 401 `session_revoked`, 503 `store_unavailable`.
    func callAsFunction(_ token: String, on device: Device) async throws -> SignIn {
        let now = clock.instant
        let next = issuer.refreshToken()
        let exchange = RefreshExchange(
            shown: issuer.hash(token), next: issuer.hash(next), device: device, now: now,
            graceStart: now.adding(seconds: -Self.graceSeconds), accessEndsAt: issuer.accessEnd(at: now),
            patientIdleSince: idle.start(idle.patients, now), staffIdleSince: idle.start(idle.staff, now))
        switch try await sessions.refresh(exchange) {
        case .refreshed(let user, let session, let isSibling):
            (isSibling ? metrics.siblings : metrics.rotated).add()
            return issuer.signIn(user, session, refreshToken: next, at: now)
        case .reused(let revocation):
            announcer.announce([revocation])
            metrics.refused.add()
            await events.record(.refreshReuse, of: revocation.userID, session: revocation.sessionID, from: device)
            throw Authenticator.sessionRevoked
        case .ended:
            metrics.refused.add()
            throw Authenticator.sessionRevoked
        case .unknown:
            metrics.refused.add()
            throw Problem(.unauthenticated, "The refresh token is not valid; sign in.").with(field: "WWW-Authenticate", "Bearer")
        }
    }
}
