import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// An admin removes the second factors of somebody who has lost them, having made sure that it is the owner who asks (ASVS V6.4.4).
///
/// The owner's sessions end at once and the owner gets a mail; the factors are removed a day later, unless the owner stops it, by
/// the mail's link or by signing in with one of them. The password stays; if their role needs a second factor, the next sign-in
/// sets one up.
struct ResetFactors {
    static let delaySeconds: Int64 = 86_400

    /// How the admin has checked who asks.
    enum IdentityCheck: String, CaseIterable {
        case inPerson = "IN_PERSON"
        case document = "DOCUMENT"
        /// At a number that was known before.
        case callBack = "CALL_BACK"
    }

    enum Reason: String, CaseIterable {
        case lost = "LOST"
        case stolen = "STOLEN"
        case broken = "BROKEN"
    }

    let store: FactorResetStore
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// When the factors will go. Throws 403 `forbidden` for oneself, 404, 409 `reset_pending`, 422, 503 `store_unavailable`.
    func ask(_ id: String, _ body: JSONValue, by admin: Principal, on device: Device) async throws -> Instant {
        var decoder = ObjectDecoder(body)
        let check = decoder.required("identityCheck", .choice(IdentityCheck.self))
        let reason = decoder.required("reason", .choice(Reason.self))
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        guard UserID(id) != admin.userID else { throw Problem(.forbidden, "Change your own second factors in your account.") }
        guard let user = UserID(id) else { throw Self.nobody }
        let now = clock.instant
        let reset = FactorReset(
            user: user, askedBy: admin.userID, identityCheck: fields[check].rawValue, reason: fields[reason].rawValue,
            dueAt: now.adding(seconds: Self.delaySeconds))
        let entry = events.entry(by: admin, on: device)
        guard let revoked = try await store.ask(reset, at: now, telling: events, entry: entry) else { throw Self.nobody }
        announcer.announce(revoked)
        await events.record(.factorsResetAsked, of: user, from: device, detail: reset.detail(revoked: revoked.count))
        return reset.dueAt
    }

    /// Stops a reset by the mail's link. Throws 410 `link_refused`, 422.
    func stop(_ body: JSONValue, on device: Device) async throws {
        var decoder = ObjectDecoder(body)
        let token = decoder.required("token", .string(1...100))
        decoder.rejectUnknown()
        let digest = MailToken.digest(try decoder.finish()[token])
        let stopped = try await store.stop(digest, at: clock.instant) { events.entry(by: $0.id, as: $0.role, on: device) }
        guard let user = stopped else { throw MailToken.refused }
        await events.record(.factorsResetStopped, of: user, from: device, detail: ["by": "link"])
    }

    /// Removes the factors that are due.
    func perform() async throws {
        let now = clock.instant
        for user in try await store.due(at: now) {
            guard let (reset, revoked) = try await store.perform(user, at: now, telling: events) else { continue }
            announcer.announce(revoked)
            await events.record(.factorsReset, of: user, from: nil, detail: reset.detail(revoked: revoked.count))
        }
    }

    private static var nobody: Problem { Problem(.notFound, "Nobody of this id has a second factor.") }
}

/// What an admin has asked for.
struct FactorReset {
    let user: UserID
    let askedBy: UserID
    let identityCheck: String
    let reason: String
    let dueAt: Instant

    func detail(revoked: Int) -> [String: String] {
        ["by": "\(askedBy)", "identityCheck": identityCheck, "reason": reason, "revokedSessions": "\(revoked)"]
    }
}
