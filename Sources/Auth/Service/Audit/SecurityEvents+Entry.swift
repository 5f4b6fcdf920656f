import Access
import Audit
import Contracts
import CoreHTTP
import Hosting
import Postgres
import ServiceRuntime

/// What the access log says of changes: who, why, in which request and from where.
extension SecurityEvents {
    /// By somebody who is signed in.
    func entry(by person: Principal, on device: Device) -> AuditStamp {
        let actor = AuditEntry.Actor(
            id: person.userID, role: person.role.rawValue, session: person.sessionID, token: person.tokenID)
        return stamp(actor, as: person.role, on: device)
    }

    /// By the owner of an account who has shown it by something else than a session: a password, a link in a mail. `session`: the one that
    /// begins with it.
    func entry(by owner: UserID, as role: Role, in session: SessionID? = nil, on device: Device) -> AuditStamp {
        stamp(AuditEntry.Actor(id: owner, role: role.rawValue, session: session), as: role, on: device)
    }

    /// By an operator on the command line.
    func operatorEntry() -> AuditStamp { .system(.system, id: ids.next(), at: clock.instant) }

    /// By the passing of time.
    func dueEntry() -> AuditStamp { .system(.operations, id: ids.next(), at: clock.instant) }

    private func stamp(_ actor: AuditEntry.Actor, as role: Role, on device: Device) -> AuditStamp {
        AuditStamp(
            by: actor, for: AuditEntry.Purpose(ofAccountsAs: role), trace: device.trace,
            PrivateDetails(address: device.address, userAgent: device.userAgent), id: ids.next(), at: clock.instant)
    }
}

extension AuditEntry.Purpose {
    /// The usual purpose of somebody in this role, where nobody is treated.
    init(ofAccountsAs role: Role) { self = role == .doctor || role == .desk ? .operations : AuditEntry.Purpose(of: role) }
}

extension AuditObject {
    init(_ user: UserID, version: Int64?) { self.init(user.uuid, version: version) }
}

extension AuditLog {
    /// Somebody is about to be shown their own data.
    func disclosedOwn(_ event: AuditEvent, to person: Principal, _ request: Request) async throws(PostgresError) {
        try await disclosed(event, by: Act(accountsBy: person, request), of: CollectionOfOne(person.userID))
    }
}

extension Act {
    /// Of somebody who looks. `withQuery`: what was looked for is part of it.
    init(accountsBy person: Principal, _ request: Request, withQuery: Bool = false) {
        self.init(person, request, withQuery: withQuery, purpose: AuditEntry.Purpose(ofAccountsAs: person.role))
    }
}
