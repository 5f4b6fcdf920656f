import Basics
import Contracts
import Hosting
import Postgres

/// An entry as the database has it, with what stands beside it there and not in its leaf.
struct StoredEntry {
    let entry: AuditEntry
    let xid: String
    let salt: [UInt8]?
    let details: String?

    init(_ row: RowOf<EntryColumn>) throws(PostgresError) {
        let object: AuditEntry.Object? =
            if let type = try row.textOrNil(.objectType), let id = try row.idOrNil(.objectID) as AuditEntryID? {
                AuditEntry.Object(type: type, id: id.uuid, version: try row.intOrNil(.objectVersion).map(Int64.init))
            } else {
                nil
            }
        entry = AuditEntry(
            id: (try row.id(.id) as AuditEntryID).uuid, at: try row.instant(.at), event: try row.text(.event),
            action: try row.word(.action, "an action", AuditEntry.Action.init(rawValue:)),
            outcome: try row.row.required(
                row[.outcome], "an outcome", AuditEntry.Outcome(rawValue: Int16(clamping: try row.int(.outcome)))),
            purpose: try row.word(.purpose, "a purpose", AuditEntry.Purpose.init(rawValue:)),
            actor: AuditEntry.Actor(
                id: try row.idOrNil(.actorID), role: try row.text(.role), client: try row.textOrNil(.clientID),
                session: try row.idOrNil(.sessionID), token: try row.idOrNil(.tokenID)),
            object: object,
            subjects: try row.uuidArray(.subjects).compactMap { $0.map { UUIDValue(high: $0.high, low: $0.low) } },
            times: try row.int(.times), trace: try row.bytesOrNil(.trace).map(Hexadecimal.encode),
            commitment: try row.row.required(
                row[.commitment], "a commitment", Commitment(octets: try row.bytes(.commitment))))
        xid = try row.text(.xid)
        salt = try row.bytesOrNil(.salt)
        details = try row.textOrNil(.details)
    }
}
