import Access
package import Contracts
package import CoreHTTP
import Hosting
import OpenSSL
package import Postgres

/// The part of an entry that does not depend on what was done: its id and time, who, why, in which request and from where. The
/// parameters of `EntryStatements.entry`.
package struct AuditStamp: Sendable, Equatable {
    package let values: [PostgresValue]

    /// id · at · actor · role · client · session · token · purpose · trace · commitment · salt · private
    static let types = [
        "uuid", "timestamptz", "uuid", "text", "text", "uuid", "uuid", "text", "bytea", "bytea", "bytea", "text",
    ]

    init(_ act: Act, id: AuditEntryID, at: Instant) {
        let (person, isProgram) = (act.person, act.client != nil)
        self.init(
            by: AuditEntry.Actor(
                id: person.userID, role: person.role.rawValue, client: act.client, session: isProgram ? nil : person.sessionID,
                token: person.tokenID),
            for: act.purpose, trace: act.trace, act.details, id: id, at: at)
    }

    /// Of an act of anybody, also of who is not signed in. `trace` nil: no request.
    package init(
        by actor: AuditEntry.Actor, for purpose: AuditEntry.Purpose, trace: TraceContext?,
        _ details: PrivateDetails = PrivateDetails(), id: AuditEntryID, at: Instant
    ) {
        let sealed = SealedDetails(details)
        values = [
            .id(id), .instant(at), .id(actor.id), .text(actor.role), .text(actor.client), .id(actor.session), .id(actor.token),
            .text(purpose.rawValue), trace.map { .bytes($0.octets) } ?? .null, .bytes(sealed.commitment.octets),
            sealed.salt.map { .bytes($0) } ?? .null, .text(sealed.text),
        ]
    }

    /// What an operator does on the command line, or the passing of time.
    package static func system(_ purpose: AuditEntry.Purpose, id: AuditEntryID, at: Instant) -> AuditStamp {
        AuditStamp(by: AuditEntry.Actor(id: nil, role: AuditEntry.Actor.system), for: purpose, trace: nil, id: id, at: at)
    }

    /// For a rehearsal, which is rolled back before anybody sees it.
    package static func rehearsal(of person: UserID) -> AuditStamp {
        AuditStamp(values: [
            .id(AuditEntryID(person.uuid)), .instant(Instant(microseconds: 0)), .id(person), "PATIENT", .null, .id(person),
            .id(person),
            "PATRQT", .bytes([UInt8](repeating: 0, count: 16)), .bytes(Commitment.none.octets),
            .bytes([UInt8](repeating: 0, count: PrivateDetails.saltLength)), .text(PrivateDetails(address: "192.0.2.1").text),
        ])
    }

    private init(values: [PostgresValue]) { self.values = values }
}

/// Details with a salt of their own, and the digest over both.
struct SealedDetails {
    let commitment: Commitment
    let salt: [UInt8]?
    let text: String?

    init(_ details: PrivateDetails) { self.init(text: details.isEmpty ? nil : details.text) }

    /// Details in their canonical form; nil: none.
    init(text: String?) {
        self.text = text
        guard let text else {
            (commitment, salt) = (.none, nil)
            return
        }
        let words = UUIDValue(high: RandomBytes.random64(), low: RandomBytes.random64()).bytes
        let salt = words.indices.map { words[$0] }
        (commitment, self.salt) = (Commitment(to: text, salt: salt), salt)
    }
}

extension TraceContext {
    var octets: [UInt8] {
        let octets = UUIDValue(high: traceHigh, low: traceLow).bytes
        return octets.indices.map { octets[$0] }
    }
}
