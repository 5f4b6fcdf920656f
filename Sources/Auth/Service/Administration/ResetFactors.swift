import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// An admin takes away the second factors of somebody who has lost them, having made sure that it is them who asks (ASVS V6.4.4). Their
/// sessions end and their password stays; where their role takes a second factor, the next sign-in sets one up.
struct ResetFactors {
    /// How the admin knows who asks.
    enum IdentityCheck: String, CaseIterable {
        case inPerson = "IN_PERSON"
        case document = "DOCUMENT"
        /// At a number that was known before.
        case callBack = "CALL_BACK"
    }

    let store: FactorStore
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 403 `forbidden` for oneself, 404, 422, 503 `store_unavailable`.
    func callAsFunction(_ id: String, _ body: JSONValue, by admin: Principal, on device: Device) async throws {
        var decoder = ObjectDecoder(body)
        let check = decoder.required("identityCheck", .choice(IdentityCheck.self))
        decoder.rejectUnknown()
        let proof = try decoder.finish()[check]
        guard UserID(id) != admin.userID else { throw Problem(.forbidden, "Change your own second factors in your account.") }
        guard let user = UserID(id), let revoked = try await store.reset(user, at: clock.instant) else {
            throw Problem(.notFound, "Nobody of this id has a second factor.")
        }
        announcer.announce(revoked)
        await events.record(
            .factorsReset, of: user, from: device,
            detail: ["by": "\(admin.userID)", "identityCheck": proof.rawValue, "revokedSessions": "\(revoked.count)"])
    }
}
