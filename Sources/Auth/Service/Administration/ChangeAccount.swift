import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// An admin changes somebody's role, or switches an account off or on. If that takes rights away, the owner is signed out
/// everywhere.
struct ChangeAccount {
    let users: UserStore
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 404, 409 `last_admin`, 422 with everything wrong, 503 `store_unavailable`.
    /// Answers the account afterwards, and whether it was another before.
    func callAsFunction(_ id: String, _ body: JSONValue, by admin: Principal, on device: Device) async throws
        -> (user: User, isChanged: Bool)
    {
        let change = try Self.read(body)
        guard let id = UserID(id) else { throw Self.nobody }
        switch try await users.change(id, by: change, at: clock.instant, entry: { events.entry(by: admin, on: device) }) {
        case .notFound: throw Self.nobody
        case .lastAdmin: throw Problem(.lastAdmin, "Make somebody else an admin first.")
        case .unchanged(let user): return (user, false)
        case .changed(let old, let new, let revoked):
            announcer.announce(revoked)
            announcer.announce(new)
            await record(old, new, revoked.count, by: admin, on: device)
            return (new, true)
        }
    }

    private func record(_ old: User, _ new: User, _ revoked: Int, by admin: Principal, on device: Device) async {
        let detail = ["by": "\(admin.userID)", "revokedSessions": "\(revoked)"]
        if old.role != new.role {
            await events.record(
                .roleChanged, of: new.id, from: device,
                detail: detail.merging(["from": old.role.rawValue, "to": new.role.rawValue]) { $1 })
        }
        if old.active != new.active {
            await events.record(new.active ? .reactivated : .deactivated, of: new.id, from: device, detail: detail)
        }
    }

    private static func read(_ body: JSONValue) throws(ValidationErrors) -> AccountChange {
        var decoder = ObjectDecoder(body)
        let role = decoder.change("role", .choice(Role.self), clearable: false)
        let active = decoder.change("active", .bool, clearable: false)
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        return AccountChange(role: fields[role].applied(to: nil), active: fields[active].applied(to: nil))
    }

    private static var nobody: Problem { Problem(.notFound, "Nobody has this id.") }
}
