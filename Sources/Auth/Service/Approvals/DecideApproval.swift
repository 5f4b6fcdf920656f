import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// An admin approves a doctor who has registered, or refuses with a reason; the doctor is told by mail.
struct DecideApproval {
    let store: ApprovalStore
    let users: UserStore
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Also after a refusal. Throws 404, 409 `approval_decided`, 503 `store_unavailable`.
    func approve(_ id: String, by admin: Principal, on device: Device) async throws -> User {
        guard let id = UserID(id) else { throw Self.nobody }
        let user = try await store.approve(id, at: clock.instant, entry: events.entry(by: admin, on: device))
        return try await told(user, of: id, .staffApproved, by: admin, on: device)
    }

    /// Throws 404, 409 `approval_decided`, 422, 503 `store_unavailable`.
    func refuse(_ id: String, _ body: JSONValue, by admin: Principal, on device: Device) async throws -> User {
        var decoder = ObjectDecoder(body)
        let reason = decoder.required(
            "reason",
            FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text }.parsed(as: RefusalReason.rule) { RefusalReason($0) })
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        guard let id = UserID(id) else { throw Self.nobody }
        let user = try await store.refuse(
            id, for: fields[reason], at: clock.instant, entry: events.entry(by: admin, on: device))
        return try await told(user, of: id, .staffRefused, by: admin, on: device)
    }

    private func told(
        _ user: User?, of id: UserID, _ kind: SecurityEvent.Kind, by admin: Principal, on device: Device
    ) async throws -> User {
        guard let user else {
            guard try await users.user(id) != nil else { throw Self.nobody }
            throw Problem(.approvalDecided, "Somebody has decided before, or it needs no approval.")
        }
        announcer.announce(user)
        await events.record(kind, of: id, from: device, detail: ["by": "\(admin.userID)"])
        return user
    }

    private static var nobody: Problem { Problem(.notFound, "Nobody has this id.") }
}
